event-answer = Acara: { $events }{ $age ->
    [0] .
   *[other] . Data { $age } { $unit } lalu.
}
event-none = Tidak ada acara yang tercatat untuk waktu itu.
event-unknown = Maaf, kami belum punya kalender acara kota.
