source-down = Hapunten, sumber datana nuju teu ngawaler. Mangga cobian deui sakedap deui.
source-minutes = menit
source-hours = jam
source-no-more = Mung sakitu nu kami terang. Aya patarosan sanes? Mangga serat di dieu.
