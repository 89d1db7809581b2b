warning-answer = Pépéling BMKG: { $event } di { $place } dugi tabuh { $until }. Tebihan tangkal sareng cai. Darurat: 112{ $age ->
    [0] .
   *[other] , data { $age } { $unit } kapengker.
}
warning-none = Ayeuna teu aya pépéling cuaca BMKG kanggo { $place }{ $age ->
    [0] .
   *[other] , data { $age } { $unit } kapengker.
}
