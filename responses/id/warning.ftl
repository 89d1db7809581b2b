warning-answer = Peringatan BMKG: { $event } di { $place } sampai { $until }. Jauhi pohon, tiang, dan sungai. Darurat: 112{ $age ->
    [0] .
   *[other] , data { $age } { $unit } lalu.
}
warning-none = Saat ini tidak ada peringatan dini cuaca BMKG untuk { $place }{ $age ->
    [0] .
   *[other] , data { $age } { $unit } lalu.
}
