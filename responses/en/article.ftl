article-answer = { $text } ({ $source }, { $seen })
article-unsure = { $text } Please check first. ({ $source }, { $seen })
article-which = Do you mean one of these?
article-none = Sorry, we have no answer to that here yet. Write PETUGAS to ask a person.
article-old = Sorry, that information is out of date and we have not renewed it yet. Write PETUGAS to ask a person.
