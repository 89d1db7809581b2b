social-answer = { $accounts }. { $seen ->
    [none] Datanya tak bertanggal.
   *[other] Menurut data { $seen }.
} Waspada akun palsu.
social-none = Akun itu belum ada di data kami. Waspada akun palsu; yang resmi tertaut di bandung.go.id.
