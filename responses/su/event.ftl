event-answer = Acara: { $events }{ $age ->
    [0] .
   *[other] . Data { $age } { $unit } kapengker.
}
event-none = Teu aya acara nu kacatet dina waktos éta.
event-unknown = Hapunten, abdi teu acan gaduh kalénder acara kota.
