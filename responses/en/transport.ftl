transport-line = { $line }{ $hours ->
    [none] {""}
   *[other] , { $hours }
}{ $fare ->
    [none] {""}
   *[other] , { $fare }
}{ $reduced ->
    [none] {""}
   *[other] , pupils { $reduced }
}. { $seen ->
    [none] The list bears no date, please ask the driver first.
   *[other] As listed { $seen }, it may have changed.
}
transport-lines = These go there: { $lines }. { $seen ->
    [none] The list bears no date, please ask first.
   *[other] As listed { $seen }, may have changed.
}
transport-which = From where to where? Name both, for example: angkot from Cicaheum to Ledeng.
transport-none = Sorry, we do not have that line yet. Try to name where from or to, for example: bus to Leuwipanjang. Or write PETUGAS to ask a person.
