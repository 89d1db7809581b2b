cctv-answer = Cameras near { $place }: { $cameras }. Watch: { $link }{ $age ->
    [0] {""}
   *[other] {" "}(list { $age } { $unit } old)
}
cctv-far = We know of no city camera near { $place }.
cctv-where = Cameras where? Write a street or kelurahan, or send your location.
cctv-none = Sorry, we have no list of the city's cameras yet.
