transport-line = { $line }{ $hours ->
    [none] {""}
   *[other] , { $hours }
}{ $fare ->
    [none] {""}
   *[other] , { $fare }
}{ $reduced ->
    [none] {""}
   *[other] , palajar { $reduced }
}. { $seen ->
    [none] Datana teu aya titimangsana, mangga taroskeun heula ka supirna.
   *[other] Numutkeun data { $seen }, tiasa robih.
}
transport-lines = Nu ngalangkung: { $lines }. { $seen ->
    [none] Datana teu aya titimangsana, taroskeun heula.
   *[other] Numutkeun data { $seen }, tiasa robih.
}
transport-which = Ti mana ka mana? Sebatkeun asal sareng tujuanana, contona: angkot ti Cicaheum ka Ledeng.
transport-none = Hapunten, trayekna teu acan aya dina data abdi. Cobi sebatkeun asal atanapi tujuanana, contona: beus ka Leuwipanjang. Atanapi serat PETUGAS.
