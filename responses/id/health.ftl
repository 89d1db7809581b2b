health-answer = Terdekat ({ $place }): { $spots }. { $seen ->
    [none] Datanya tak bertanggal.
   *[other] Menurut data { $seen }.
} Darurat: { $first }.
health-far = Agak jauh dari { $place }: { $spots }. { $seen ->
    [none] Datanya tak bertanggal.
   *[other] Menurut data { $seen }.
} Darurat: { $first }.
health-one = { $spots }. { $seen ->
    [none] Datanya tak bertanggal, pastikan dulu ya.
   *[other] Menurut data { $seen }.
} Darurat: { $first }.
health-where = Cari puskesmas atau rumah sakit di daerah mana? Tulis kelurahannya atau kirim lokasi. Darurat: { $first }.
health-none = Maaf, kami belum punya daftar puskesmas dan rumah sakit. Darurat: { $first }.
