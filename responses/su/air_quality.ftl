air_quality-answer = Hawa di { $station } tabuh { $hour }: ISPU { $value }, { $band }. { $advice } Sumber: { $source }{ $age ->
    [0] .
   *[other] , data { $age } { $unit } kapengker.
}
air_quality-us = Hawa di { $station } tabuh { $hour }: AQI (AS) { $value }, { $band }. { $advice } Sumber: { $source }{ $age ->
    [0] .
   *[other] , data { $age } { $unit } kapengker.
}
air_quality-band-good = saé
air_quality-band-moderate = sedeng
air_quality-band-sensitive = kirang saé kanggo nu peka
air_quality-band-unhealthy = teu séhat
air_quality-band-very-unhealthy = teu séhat pisan
air_quality-band-hazardous = bahaya
air_quality-advice-good = Aman kanggo kagiatan.
air_quality-advice-moderate = Nu peka, kirangan di luar.
air_quality-advice-sensitive = Kirangan di luar.
air_quality-advice-unhealthy = Anggo masker di luar.
air_quality-advice-very-unhealthy = Ulah kaluar ti bumi.
air_quality-advice-hazardous = Langkung saé di jero.
air_quality-measured = Hawa di { $station } tabuh { $hour }: { $substance } { $value } mikrogram/m3 (nilai jam éta, sanés ISPU). Sumber: { $source }{ $age ->
    [0] .
   *[other] , data { $age } { $unit } kapengker.
}
