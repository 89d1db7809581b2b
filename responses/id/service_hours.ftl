service_hours-week = { $agency } buka { $from1 }{ $to1 ->
    [none] {""}
   *[other] -{ $to1 }
} { $at1 }{ $at2 ->
    [none] {""}
   *[other] , { $from2 }{ $to2 ->
        [none] {""}
       *[other] -{ $to2 }
    } { $at2 }
}{ $at3 ->
    [none] {""}
   *[other] , { $from3 } { $at3 }
}, kecuali hari libur. Menurut data { $seen }.{ $contact ->
    [none] {""}
   *[other] {" "}Pastikan: { $contact }.
}
service_hours-open = { $day } { $date } { $agency } buka { $hours }. Menurut data { $seen }.{ $contact ->
    [none] {""}
   *[other] {" "}Pastikan: { $contact }.
}
service_hours-closed = { $day } { $date } { $agency } tutup ({ $why }). Jam bukanya menurut data { $seen }.{ $contact ->
    [none] {""}
   *[other] {" "}Pastikan: { $contact }.
}
service_hours-unknown = Jam buka { $agency } belum kami ketahui. { $contact ->
    [none] Tulis PETUGAS kalau mau ditanyakan.
   *[other] Tanyakan ke { $contact }.
}
service_hours-rule = Jam buka { $agency } belum kami ketahui. Kantor pemerintah umumnya { $from1 }-{ $to1 } mulai { $begins } ({ $source }).{ $contact ->
    [none] {""}
   *[other] {" "}Pastikan: { $contact }.
}
service_hours-general = Kantor pemerintah umumnya buka { $from1 }-{ $to1 } mulai { $begins } ({ $source }). Tiap kantor bisa berbeda; tulis nama dinasnya.
service_hours-rule-open = { $day } { $date } hari kerja; { $agency } umumnya buka mulai { $begins } ({ $source }). Jam tutupnya belum kami ketahui.{ $contact ->
    [none] {""}
   *[other] {" "}Pastikan: { $contact }.
}
service_hours-rule-closed = { $day } { $date } { $agency } umumnya tutup ({ $why }). Jam kantor { $from1 }-{ $to1 } mulai { $begins } ({ $source }).{ $contact ->
    [none] {""}
   *[other] {" "}Pastikan: { $contact }.
}
service_hours-holiday = { $day } { $date } libur: { $why }. Kantor pemerintah umumnya tutup. Darurat tetap { $first }.
service_hours-none = Jam bukanya belum ada di data kami. Tulis nama dinasnya, misalnya: jam buka Disdukcapil. Atau PETUGAS untuk bertanya ke orang.
service_hours-which = Kantor mana yang dicari? Tulis nama dinasnya, misalnya: jam buka Disdukcapil.
service_hours-offices = kantor pemerintah
service_hours-no-day = bukan hari kerja
service_hours-day-mon = Senin
service_hours-day-tue = Selasa
service_hours-day-wed = Rabu
service_hours-day-thu = Kamis
service_hours-day-fri = Jumat
service_hours-day-sat = Sabtu
service_hours-day-sun = Minggu
