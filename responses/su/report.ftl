report-ask-description = Mangga caritakeun masalahna sareng di mana tempatna.
report-ask-category = Masalahna pangcaketna sareng nu mana?
report-ask-place = Di mana tempatna? Serat jalan sareng kalurahan atanapi patokanana.
report-ask-area = Eta di kalurahan atanapi kacamatan mana?
report-ask-correct = Naon nu bade dirobih?
report-photo = Poto katampi.
report-voice = Pesen sora disimpen kanggo petugas.
report-ask-taken = Potona dicandak di { $place }. Leres di dinya?
report-person = Petugas bade ningali pidio atanapi ngupingkeun sorana, teras ngawaler di dieu. Serat MENU kanggo layanan otomatis.
report-added = Parantos ditambihan.
report-one-first = Masalah eta dicatet kanggo laporan salajengna. Rengsekeun heula nu ieu.
report-outside = Tempat eta di luar { $city }.
report-confirm = { $personal ->
    [none] {""}
   *[yes] Aya nomer/nami pribados.{" "}
 }{ $class ->
    [aspiration] Usulan
    [information] Patarosan
   *[complaint] Pangaduan
 } { $category } di { $place }{ $either ->
    [none] {""}
   *[other] {" "}(atanapi { $either })
 }: "{ $description }"{ $photos ->
    [0] {""}
   *[other] , { $photos } poto
 }{ $when ->
    [none] {""}
   *[other] , { $when }
 }{ $answer ->
    [none] {""}
   *[other] , { $answer }
 }{ $another ->
    [none] {""}
   *[other] , { $another }
 }{ $hidden ->
    [none] {""}
    [name] , anonim
    [contents] , rusiah
   *[both] , anonim sareng rusiah
 }. { $personal ->
    [none] Dikintun?
   *[yes] Disamarkeun?
 }
report-filed = Hatur nuhun! Laporan katampi, nomer { $ticket }. Kamajenganana diwartoskeun di dieu. Mariksa iraha bae: STATUS { $ticket }
report-filed-for = Laporan anjeun parantos dicatet, nomer { $ticket }. Kamajenganana diwartoskeun di dieu. Mariksa iraha bae: STATUS { $ticket }
report-status = { $ticket } ({ $category }, { $place }): { $status }.
report-status-notes = { $ticket } ({ $category }, { $place }): { $status }. { $notes }
report-status-public = { $ticket } ({ $category }): { $status }.
report-changed = Wartos laporan { $ticket } ({ $category }): { $status }.
report-changed-notes = Wartos laporan { $ticket } ({ $category }): { $status }. { $notes }
report-unknown = Laporan { $ticket } teu kapendak. Punten parios deui nomerna.
report-none = Teu acan aya laporan ti anjeun di dieu. Bade lapor? Serat masalah sareng tempatna.
report-ask-when = Iraha kajadianana? Contona: kamari, 3 dinten kapengker, atanapi 12/11.
report-future = Tanggal eta teu acan kaliwat. Cobi deui, nya.
report-ask-kind = Ieu pangaduan, usulan, atanapi patarosan?
report-ask-hidden = Nami bade disumputkeun? Anonim: nami ditutup. Rusiah: eusina oge teu dibuka ka umum.
report-similar = Tos aya laporan sami: { $ticket }, { $place }, { $days ->
    [0] dinten ieu
   *[other] { $days } dinten kapengker
 }{ $supporters ->
    [0] {""}
   *[other] , { $supporters } rojongan
 }. Ngiring?
report-similar-own = Anjeun parantos lapor ieu: { $ticket }, { $place }, { $days ->
    [0] dinten ieu
   *[other] { $days } dinten kapengker
 }. Ditambihkeun ka dinya?
report-supported = Hatur nuhun! Pangrojong anjeun kacatet dina laporan { $ticket }. Wartosna oge dikintun ka anjeun. Mariksa: STATUS { $ticket }
report-status-secret = Laporan { $ticket } aya di kami. Eusina rusiah, mung nu lapor nu tiasa ningali.
report-mine = Laporan anjeun:
report-line = { $ticket } { $category }: { $status }
report-line-supported = { $ticket } { $category } (dirojong): { $status }
choice-support = Muhun, ngarojong
choice-add = Muhun, tambihan
choice-alone = Tetep lapor
choice-mask = Samarkeun & kintun
choice-as-is = Kintun sakumaha aya
choice-skip = Langkungan
choice-hide-name = Muhun, anonim
choice-hide-both = Anonim sareng rusiah
choice-hide-no = Teu kedah
choice-kind-complaint = Pangaduan
choice-kind-aspiration = Usulan
choice-kind-information = Patarosan
choice-field-when = Waktos
choice-field-kind = Pangaduan/usulan
choice-field-anonymous = Anonim
choice-field-secret = Rusiah
status-received = parantos katampi
status-verified = parantos dipariksa
status-forwarded = parantos diteraskeun ka dinas
status-in_progress = nuju digarap
status-needs_information = dinas peryogi katerangan tambihan
status-done = parantos rengse
status-rejected = teu tiasa diteraskeun
status-duplicate = dihijikeun sareng laporan nu sami
