social-answer = { $accounts }. { $seen ->
    [none] Datana teu aya titimangsana.
   *[other] Numutkeun data { $seen }.
} Ati-ati akun palsu.
social-none = Akun eta teu acan aya dina data abdi. Ati-ati akun palsu; nu resmi aya tautanana di bandung.go.id.
