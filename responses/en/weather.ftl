weather-answer = Weather in { $place } { $day }: { $sky }, { $low }-{ $high } C. Source: BMKG{ $age ->
    [0] .
   *[other] , { $age } { $unit } ago.
}
weather-rain = Weather in { $place } { $day }: { $sky } from about { $hour }, { $low }-{ $high } C. Source: BMKG{ $age ->
    [0] .
   *[other] , { $age } { $unit } ago.
}
weather-outside = Sorry, we only have the forecast for { $city }. Which kelurahan would you like to know about?
weather-today = today
weather-tomorrow = tomorrow
weather-day-after = the day after tomorrow
weather-sky-clear = clear
weather-sky-partly-cloudy = partly cloudy
weather-sky-cloudy = cloudy
weather-sky-overcast = overcast
weather-sky-haze = hazy
weather-sky-smoke = smoky
weather-sky-fog = foggy
weather-sky-light-rain = light rain
weather-sky-rain = rain
weather-sky-heavy-rain = heavy rain
weather-sky-thunder = thunderstorms
