weather-answer = Cuaca { $place } { $day }: { $sky }, { $low }-{ $high } C. Sumber: BMKG{ $age ->
    [0] .
   *[other] , data { $age } { $unit } lalu.
}
weather-rain = Cuaca { $place } { $day }: { $sky } mulai sekitar { $hour }, { $low }-{ $high } C. Sumber: BMKG{ $age ->
    [0] .
   *[other] , data { $age } { $unit } lalu.
}
weather-outside = Maaf, kami hanya punya prakiraan cuaca untuk { $city }. Mau tahu cuaca di kelurahan mana?
weather-today = hari ini
weather-tomorrow = besok
weather-day-after = lusa
weather-sky-clear = cerah
weather-sky-partly-cloudy = cerah berawan
weather-sky-cloudy = berawan
weather-sky-overcast = berawan tebal
weather-sky-haze = udara kabur
weather-sky-smoke = berasap
weather-sky-fog = berkabut
weather-sky-light-rain = hujan ringan
weather-sky-rain = hujan sedang
weather-sky-heavy-rain = hujan lebat
weather-sky-thunder = hujan petir
