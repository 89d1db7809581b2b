service_hours-week = { $agency } is open { $from1 }{ $to1 ->
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
}, not on holidays. As published { $seen }.{ $contact ->
    [none] {""}
   *[other] {" "}Check: { $contact }.
}
service_hours-open = { $agency } is open on { $day } { $date }, { $hours }. As published { $seen }.{ $contact ->
    [none] {""}
   *[other] {" "}Check: { $contact }.
}
service_hours-closed = { $agency } is closed on { $day } { $date } ({ $why }). Hours as published { $seen }.{ $contact ->
    [none] {""}
   *[other] {" "}Check: { $contact }.
}
service_hours-unknown = We do not know when { $agency } is open. { $contact ->
    [none] Write PETUGAS to have it asked.
   *[other] Please ask { $contact }.
}
service_hours-rule = We do not know the hours of { $agency }. Government offices usually open { $from1 }-{ $to1 } from { $begins } ({ $source }).{ $contact ->
    [none] {""}
   *[other] {" "}Check: { $contact }.
}
service_hours-general = Government offices usually open { $from1 }-{ $to1 } from { $begins } ({ $source }). Each may differ; write the name of the one you mean.
service_hours-rule-open = { $day } { $date } is a working day; { $agency }: usually from { $begins } ({ $source }). We do not know when it closes.{ $contact ->
    [none] {""}
   *[other] {" "}Check: { $contact }.
}
service_hours-rule-closed = { $day } { $date }, { $agency }: usually closed ({ $why }). Offices open { $from1 }-{ $to1 } from { $begins } ({ $source }).{ $contact ->
    [none] {""}
   *[other] {" "}Check: { $contact }.
}
service_hours-holiday = { $day } { $date } is a holiday: { $why }. Government offices are usually closed. Emergencies: { $first } as always.
service_hours-none = We do not know its opening hours yet. Write the agency's name, for example: opening hours of Disdukcapil. Or PETUGAS to ask a person.
service_hours-which = Which office do you mean? Write its name, for example: opening hours of Disdukcapil.
service_hours-offices = government offices
service_hours-no-day = not a working day
service_hours-day-mon = Monday
service_hours-day-tue = Tuesday
service_hours-day-wed = Wednesday
service_hours-day-thu = Thursday
service_hours-day-fri = Friday
service_hours-day-sat = Saturday
service_hours-day-sun = Sunday
