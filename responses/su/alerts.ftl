alerts-on = Mangga. Upami aya pépéling { $topic } kanggo { $place }, diwartosan di dieu. Bade lirén? Serat BERHENTI LANGGANAN.
alerts-off = Langganan pépéling tos dilirénkeun. Ngawitan deui: LANGGANAN CUACA. Tanpa pesen pisan: EUREUN.
alerts-outside = Hapunten, pépéling mung kanggo { $city }. Serat contona: LANGGANAN CUACA DAGO.
alerts-topic-weather = cuaca (BMKG)
alerts-topic-air = hawa nu awon
alert-weather = Pépéling BMKG: { $event } di { $place } dugi { $until }. Tebihan tangkal sareng cai. Darurat 112. Lirén: BERHENTI LANGGANAN.
alert-air = Hawa di { $place } ayeuna { $band } (ISPU { $value }). { $advice } Sumber: { $source }. Lirén: BERHENTI LANGGANAN.
