earthquake-answer = Gempa terasa terakhir (BMKG): { $when }, M{ $magnitude }, { $where }{ $felt ->
    [none] {""}
   *[other] , di { $city } { $felt } MMI
}. { $tsunami ->
    [no] Tidak ada potensi tsunami
    [yes] ADA POTENSI TSUNAMI
   *[unknown] Potensi tsunami belum diketahui
}{ $age ->
    [0] .
   *[other] , data { $age } { $unit } lalu.
}
