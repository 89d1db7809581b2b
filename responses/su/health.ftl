health-answer = Pangcaketna ({ $place }): { $spots }. { $seen ->
    [none] Datana teu aya titimangsana.
   *[other] Numutkeun data { $seen }.
} Darurat: { $first }.
health-far = Rada tebih ti { $place }: { $spots }. { $seen ->
    [none] Datana teu aya titimangsana.
   *[other] Numutkeun data { $seen }.
} Darurat: { $first }.
health-one = { $spots }. { $seen ->
    [none] Datana teu aya titimangsana, mangga pastikeun heula.
   *[other] Numutkeun data { $seen }.
} Darurat: { $first }.
health-where = Milari puskesmas atanapi rumah sakit di daerah mana? Serat kalurahanana atanapi kintun lokasi. Darurat: { $first }.
health-none = Hapunten, abdi teu acan gaduh daptar puskesmas sareng rumah sakit. Darurat: { $first }.
