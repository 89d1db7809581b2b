traffic-answer = { $place ->
    [none] {""}
   *[other] Terdekat dari { $place }:{" "}
}{ $road } { $flow }, { $speed } km/jam (kalau lengang { $free }). Sumber: TomTom{ $age ->
    [0] .
   *[other] , data { $age } { $unit } lalu.
}
traffic-usual = { $place ->
    [none] {""}
   *[other] Terdekat dari { $place }:{" "}
}{ $road } biasanya { $speed } km/jam pada jam ini; sekarang belum terukur. Sumber: TomTom{ $age ->
    [0] .
   *[other] , data { $age } { $unit } lalu.
}
traffic-closed = { $place ->
    [none] {""}
   *[other] Terdekat dari { $place }:{" "}
}{ $road } ditutup, silakan cari jalan lain. Sumber: TomTom{ $age ->
    [0] .
   *[other] , data { $age } { $unit } lalu.
}
traffic-flow-jammed = macet
traffic-flow-dense = padat
traffic-flow-flowing = lancar
traffic-where = Lalu lintas di jalan mana? Misalnya { $roads }. Boleh juga kirim lokasi.
traffic-far = Lalu lintas di sana belum kami punya, yang ada misalnya { $roads }. Kamera: tulis CCTV dan nama daerahnya.
traffic-off = Maaf, data lalu lintas belum tersambung. { $place ->
    [none] Untuk melihat jalan lewat kamera kota, tulis CCTV dan nama daerahnya.
   *[other] Untuk melihat jalan lewat kamera kota, tulis: CCTV { $place }
}
traffic-none = Maaf, kami belum punya data lalu lintas kota. Untuk melihat jalan lewat kamera kota, tulis CCTV dan nama daerahnya.
