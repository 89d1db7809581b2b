traffic-answer = { $place ->
    [none] {""}
   *[other] Pangcaketna ti { $place }:{" "}
}{ $road } { $flow }, { $speed } km/jam (upami lowong { $free }). Sumber: TomTom{ $age ->
    [0] .
   *[other] , data { $age } { $unit } kapengker.
}
traffic-usual = { $place ->
    [none] {""}
   *[other] Pangcaketna ti { $place }:{" "}
}{ $road } biasana { $speed } km/jam dina tabuh kieu; ayeuna teu acan kaukur. Sumber: TomTom{ $age ->
    [0] .
   *[other] , data { $age } { $unit } kapengker.
}
traffic-closed = { $place ->
    [none] {""}
   *[other] Pangcaketna ti { $place }:{" "}
}{ $road } ditutup, mangga milari jalan sanés. Sumber: TomTom{ $age ->
    [0] .
   *[other] , data { $age } { $unit } kapengker.
}
traffic-flow-jammed = macét
traffic-flow-dense = padet
traffic-flow-flowing = lancar
traffic-where = Lalu lintas di jalan mana? Contona { $roads }. Tiasa ogé kintun lokasi.
traffic-far = Di dinya teu acan aya datana. Nu aya: { $roads }. Kanggo kaméra, serat CCTV sareng nami daérahna.
traffic-off = Hapunten, data lalu lintas teu acan nyambung. { $place ->
    [none] Kanggo ningali jalan tina kaméra kota, serat CCTV sareng nami daérahna.
   *[other] Kanggo ningali jalan tina kaméra kota, serat: CCTV { $place }
}
traffic-none = Hapunten, abdi teu acan gaduh data lalu lintas kota. Kanggo ningali jalan tina kaméra kota, serat CCTV sareng nami daérahna.
