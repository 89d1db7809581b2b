wifi-answer = WiFi gratis ({ $place }): { $spots }. Numutkeun data { $seen }.
wifi-far = Di sakuriling eta ({ $place }) teu acan aya WiFi gratis nu kauninga. Pangcaketna: { $spots }. Numutkeun data { $seen }.
wifi-where = Milari WiFi gratis di daerah mana? Serat nami kalurahanana atanapi kintun lokasina.
wifi-none = Hapunten, abdi teu acan gaduh daptar WiFi gratis nu tiasa dipercanten.
