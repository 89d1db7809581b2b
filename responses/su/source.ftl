source-down = Hapunten, sumber datana nuju teu ngawaler. Mangga cobian deui sakedap deui.
source-minutes = menit
source-hours = jam
