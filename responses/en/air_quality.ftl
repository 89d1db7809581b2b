air_quality-answer = Air at { $station } at { $hour }: ISPU { $value }, { $band }. { $advice } Source: { $source }{ $age ->
    [0] .
   *[other] , data { $age } { $unit } old.
}
air_quality-us = Air at { $station } at { $hour }: US AQI { $value }, { $band }. { $advice } Source: { $source }{ $age ->
    [0] .
   *[other] , data { $age } { $unit } old.
}
air_quality-band-good = good
air_quality-band-moderate = moderate
air_quality-band-sensitive = unhealthy if sensitive
air_quality-band-unhealthy = unhealthy
air_quality-band-very-unhealthy = very unhealthy
air_quality-band-hazardous = hazardous
air_quality-advice-good = Fine to be outside.
air_quality-advice-moderate = If sensitive, stay out less.
air_quality-advice-sensitive = Stay out less.
air_quality-advice-unhealthy = Wear a mask outside.
air_quality-advice-very-unhealthy = Avoid going out.
air_quality-advice-hazardous = Stay inside.
air_quality-measured = Air at { $station } at { $hour }: { $substance } { $value } micrograms/m3 (that hour's value, no index). Source: { $source }{ $age ->
    [0] .
   *[other] , data { $age } { $unit } old.
}
