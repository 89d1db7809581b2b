earthquake-answer = Lini panungtung (BMKG): { $when }, M{ $magnitude }, { $where }{ $felt ->
    [none] {""}
   *[other] , di { $city } { $felt } MMI
}. { $tsunami ->
    [no] Teu aya poténsi tsunami
    [yes] AYA POTENSI TSUNAMI
   *[unknown] Tsunami: teu acan terang
}{ $age ->
    [0] .
   *[other] , data { $age } { $unit } kapengker.
}
