transport-line = { $line }{ $hours ->
    [none] {""}
   *[other] , { $hours }
}{ $fare ->
    [none] {""}
   *[other] , { $fare }
}{ $reduced ->
    [none] {""}
   *[other] , pelajar { $reduced }
}. { $seen ->
    [none] Datanya tak bertanggal, tanyakan dulu ke sopirnya ya.
   *[other] Menurut data { $seen }, bisa berubah.
}
transport-lines = Yang lewat: { $lines }. { $seen ->
    [none] Datanya tak bertanggal, tanyakan dulu ya.
   *[other] Menurut data { $seen }, bisa berubah.
}
transport-which = Dari mana ke mana? Sebut asal dan tujuannya, misalnya: angkot dari Cicaheum ke Ledeng.
transport-none = Maaf, trayek itu belum ada di data kami. Coba sebut asal atau tujuannya, misalnya: bus ke Leuwipanjang. PETUGAS untuk bertanya ke orang.
