sound = Play a sound
sound-waits = Sounds begin once you press something on this page.
news-one = 1 new conversation
news-many = { $n } new conversations
