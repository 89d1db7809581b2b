weather-answer = Cuaca { $place } { $day }: { $sky }, { $low }-{ $high } C. Sumber: BMKG{ $age ->
    [0] .
   *[other] , data { $age } { $unit } kapengker.
}
weather-rain = Cuaca { $place } { $day }: { $sky } ti sakitar tabuh { $hour }, { $low }-{ $high } C. Sumber: BMKG{ $age ->
    [0] .
   *[other] , data { $age } { $unit } kapengker.
}
weather-outside = Hapunten, abdi mung gaduh ramalan cuaca kanggo { $city }. Bade terang cuaca di kalurahan mana?
weather-today = dinten ieu
weather-tomorrow = enjing
weather-day-after = pageto
weather-sky-clear = caang
weather-sky-partly-cloudy = caang rada mega
weather-sky-cloudy = mega
weather-sky-overcast = angkeub
weather-sky-haze = hawa burem
weather-sky-smoke = haseup
weather-sky-fog = halimun
weather-sky-light-rain = girimis
weather-sky-rain = hujan
weather-sky-heavy-rain = hujan ageung
weather-sky-thunder = hujan sareng guludug
