service_hours-week = { $agency } muka { $from1 }{ $to1 ->
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
}, kajabi dinten pere. Numutkeun data { $seen }.{ $contact ->
    [none] {""}
   *[other] {" "}Pastikeun: { $contact }.
}
service_hours-open = { $day } { $date } { $agency } muka { $hours }. Numutkeun data { $seen }.{ $contact ->
    [none] {""}
   *[other] {" "}Pastikeun: { $contact }.
}
service_hours-closed = { $day } { $date } { $agency } tutup ({ $why }). Jam mukana numutkeun data { $seen }.{ $contact ->
    [none] {""}
   *[other] {" "}Pastikeun: { $contact }.
}
service_hours-unknown = Jam muka { $agency } teu acan kauninga. { $contact ->
    [none] Serat PETUGAS upami bade ditaroskeun.
   *[other] Taroskeun ka { $contact }.
}
service_hours-rule = Jam muka { $agency } teu acan kauninga. Kantor pamarentah umumna { $from1 }-{ $to1 } ti { $begins } ({ $source }).{ $contact ->
    [none] {""}
   *[other] {" "}Pastikeun: { $contact }.
}
service_hours-general = Kantor pamarentah umumna muka { $from1 }-{ $to1 } ti { $begins } ({ $source }). Unggal kantor tiasa benten; serat nami dinasna.
service_hours-rule-open = { $day } { $date } dinten damel; { $agency } umumna muka ti { $begins } ({ $source }). Jam tutupna teu acan kauninga.{ $contact ->
    [none] {""}
   *[other] {" "}Pastikeun: { $contact }.
}
service_hours-rule-closed = { $day } { $date } { $agency } umumna tutup ({ $why }). Jam kantor { $from1 }-{ $to1 } ti { $begins } ({ $source }).{ $contact ->
    [none] {""}
   *[other] {" "}Pastikeun: { $contact }.
}
service_hours-holiday = { $day } { $date } pere: { $why }. Kantor pamarentah umumna tutup. Darurat tetep { $first }.
service_hours-none = Jam mukana teu acan aya dina data abdi. Serat nami dinasna, contona: jam muka Disdukcapil. Atanapi PETUGAS upami bade naros ka jalmi.
service_hours-which = Kantor mana nu dipilarian? Serat nami dinasna, contona: jam muka Disdukcapil.
service_hours-offices = kantor pamarentah
service_hours-no-day = sanes dinten damel
service_hours-day-mon = Senen
service_hours-day-tue = Salasa
service_hours-day-wed = Rebo
service_hours-day-thu = Kemis
service_hours-day-fri = Jumaah
service_hours-day-sat = Saptu
service_hours-day-sun = Minggu
