report-ask-description = Please tell us what the problem is and where.
report-ask-category = Which of these is closest to the problem?
report-ask-place = Where is it? Write the street and kelurahan or a landmark.
report-ask-area = Which kelurahan or kecamatan is that in?
report-ask-correct = What would you like to change?
report-photo = Photo received.
report-voice = We keep the voice message for our staff.
report-ask-taken = That photo was taken at { $place }. Is that the place?
report-person = Our staff will watch the video or listen to the message, and answer here. Write MENU for the automatic service.
report-added = Added.
report-one-first = We noted that problem for your next report. Please finish this one first.
report-outside = That place is outside { $city }.
report-confirm = { $personal ->
    [none] {""}
   *[yes] It holds a private number or name.{" "}
 }{ $class ->
    [aspiration] Suggestion
    [information] Request for information
   *[complaint] Complaint
 }: { $category } at { $place }{ $either ->
    [none] {""}
   *[other] {" "}(or { $either })
 }: "{ $description }"{ $photos ->
    [0] {""}
   *[other] , { $photos } photo(s)
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
    [name] , anonymous
    [contents] , confidential
   *[both] , anonymous and confidential
 }. { $personal ->
    [none] Send it?
   *[yes] Hide that and send?
 }
report-filed = Thank you! Report received, number { $ticket }. We will keep you posted here. Check any time: STATUS { $ticket }
report-filed-for = We have written down your report, number { $ticket }. We will keep you posted here. Check any time: STATUS { $ticket }
report-status = { $ticket } ({ $category }, { $place }): { $status }.
report-status-notes = { $ticket } ({ $category }, { $place }): { $status }. { $notes }
report-status-public = { $ticket } ({ $category }): { $status }.
report-changed = News on report { $ticket } ({ $category }): { $status }.
report-changed-notes = News on report { $ticket } ({ $category }): { $status }. { $notes }
report-unknown = We cannot find report { $ticket }. Please check the number.
report-none = There are no reports from you here yet. To report, write the problem and the place.
report-ask-when = When did it happen? For example: yesterday, 3 days ago, or 12/11.
report-future = That day is still to come. Please try again.
report-ask-kind = Is it a complaint, a suggestion or a request for information?
report-ask-hidden = Shall we hide your name? Anonymous: nobody sees it. Confidential: the content is not public either.
report-similar = There is a similar report: { $ticket }, { $place }, { $days ->
    [0] today
   *[other] { $days } day(s) ago
 }{ $supporters ->
    [0] {""}
   *[other] , { $supporters } supporter(s)
 }. Join it?
report-similar-own = You have reported this: { $ticket }, { $place }, { $days ->
    [0] today
   *[other] { $days } day(s) ago
 }. Add to that report?
report-supported = Thank you! Your support for report { $ticket } is noted. You will get its news, too. Check any time: STATUS { $ticket }
report-status-secret = We have report { $ticket }. Its content is confidential: only its reporter can see it.
report-mine = Your reports:
report-line = { $ticket } { $category }: { $status }
report-line-supported = { $ticket } { $category } (supported): { $status }
choice-support = Yes, join
choice-add = Yes, add
choice-alone = Report anyway
choice-mask = Hide it & send
choice-as-is = Send as it is
choice-skip = Skip
choice-hide-name = Yes, anonymous
choice-hide-both = Also confidential
choice-hide-no = Not needed
choice-kind-complaint = Complaint
choice-kind-aspiration = Suggestion
choice-kind-information = Information
choice-field-when = Time
choice-field-kind = Class of report
choice-field-anonymous = Anonymous
choice-field-secret = Confidential
status-received = received
status-verified = checked
status-forwarded = passed on to the agency
status-in_progress = being worked on
status-needs_information = the agency needs more information
status-done = done
status-rejected = cannot be taken further
status-duplicate = merged with a similar report
