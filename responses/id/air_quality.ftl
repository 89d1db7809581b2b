air_quality-answer = Udara di { $station } pukul { $hour }: ISPU { $value }, { $band }. { $advice } Sumber: { $source }{ $age ->
    [0] .
   *[other] , data { $age } { $unit } lalu.
}
air_quality-us = Udara di { $station } pukul { $hour }: AQI (AS) { $value }, { $band }. { $advice } Sumber: { $source }{ $age ->
    [0] .
   *[other] , data { $age } { $unit } lalu.
}
air_quality-band-good = baik
air_quality-band-moderate = sedang
air_quality-band-sensitive = kurang sehat bagi yang peka
air_quality-band-unhealthy = tidak sehat
air_quality-band-very-unhealthy = sangat tidak sehat
air_quality-band-hazardous = berbahaya
air_quality-advice-good = Aman beraktivitas.
air_quality-advice-moderate = Yang peka, kurangi di luar.
air_quality-advice-sensitive = Kurangi di luar.
air_quality-advice-unhealthy = Pakai masker di luar.
air_quality-advice-very-unhealthy = Hindari keluar rumah.
air_quality-advice-hazardous = Tetaplah di dalam.
air_quality-measured = Udara di { $station } pukul { $hour }: { $substance } { $value } mikrogram/m3 (nilai jam itu, bukan ISPU). Sumber: { $source }{ $age ->
    [0] .
   *[other] , data { $age } { $unit } lalu.
}
