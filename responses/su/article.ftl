article-answer = { $text } ({ $source }, { $seen })
article-unsure = { $text } Mangga pastikeun heula. ({ $source }, { $seen })
article-which = Naha salah sahiji ieu nu dimaksad?
article-none = Hapunten, waleranana teu acan aya di dieu. Serat PETUGAS upami bade naros ka petugas.
article-old = Hapunten, katerangan éta tos liwat waktosna sareng teu acan dianyarkeun. Serat PETUGAS kanggo naros ka petugas.
