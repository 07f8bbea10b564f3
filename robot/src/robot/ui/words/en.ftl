language = English

### The head of every screen

head-train = Train { $train }
head-wagon = Coach { $wagon }
tool-large-text = Large text
tool-high-contrast = High contrast

### What can be touched

action-help = Call the attendant
action-back = Back
action-code = Show the code
action-look-again = Look once more
action-done = Done
action-understood = Got it
action-more-time = I need more time
action-finish = Finish

### Welcome

greeting-morning = Good morning
greeting-day = Good afternoon
greeting-evening = Good evening
greeting-night = Hello
welcome-departs = We leave at { $time }
welcome-departs-late = We leave at { $time }, { $late } late
welcome-glad = It’s good to have you on our train
welcome-board = Board the train
welcome-board-hint = Show your ticket’s QR code
welcome-board-hint-faces = Show your ticket’s QR code or look into the camera
welcome-help = Help
stop-here = you are here
stop-scheduled = scheduled at { $time }
minutes = { $minutes } min
hours = { $hours } h
hours-and-minutes = { $hours } h { $minutes } min

### Showing the ticket

scan-title = Show your ticket
scan-distance = Hold the QR code a hand’s length from the camera
scan-brightness = On a phone, turn the screen brighter
scan-privacy = No pictures are kept
scan-not-a-ticket = That’s not a ticket. Show the QR code on yours
scan-unreadable = Can’t read the code. Hold it flat, a little further away
scan-face = Look into the camera
scan-face-hint = If you like, instead of the code. No pictures are kept
scan-faces-away = We can’t recognise faces right now. The code works as always

### Looking into the camera instead

look-title = Look into the camera
look-outline = Your face in the outline, your eyes on the camera
look-choice = Changed your mind? Your ticket’s code works here too
look-closer = Come a little closer
look-look-here = Look straight into the camera
look-one-at-a-time = One at a time, please: just one person in the picture
look-light = It’s rather dark here. Turn towards the light
look-hold-still = Good! Hold still for a second
look-again = We couldn’t see you well. Look straight ahead and hold still
look-code-in-view = If this is your ticket, hold the code closer. If not, put it away

camera-missing-verdict = The camera can’t see
camera-missing-title = The attendant will check your ticket
camera-missing-text = Codes can’t be read without the camera. Call the attendant, who checks tickets by hand.

checking-title = Checking your ticket
checking-reason = This takes longer than usual: connections can be slow on the way. One more moment, there’s no need to show the ticket again.

checking-face-title = Thank you, checking
checking-face-reason = This takes longer than usual: connections can be slow on the way. There’s no need to look into the camera any more.

### Accepted

accepted-verdict = Your ticket is valid
accepted-title = Welcome, { $name }
accepted-text = Have a pleasant journey!
accepted-place = Seat
accepted-here = Coach { $wagon }, right here
accepted-elsewhere = In coach { $wagon }, not this one

### Refused

wrong-wagon-verdict = Not your coach
wrong-wagon-above = Coach
wrong-wagon-below =
    { $count ->
        [1] The next coach
        [one] { $count } coach away
       *[other] { $count } coaches away
    }
wrong-wagon-title = Please go to coach { $wagon }
wrong-wagon-text = Your ticket is fine, your seat is in another coach.
wrong-wagon-here = you are here
wrong-wagon-there = your coach

already-used-verdict = Ticket already checked
already-used-above = Checked at
already-used-here = By this robot
already-used-elsewhere = In coach { $wagon }
already-used-here-before = { $day }, by this robot
already-used-elsewhere-before = { $day }, in coach { $wagon }
already-used-title = Someone has boarded with this ticket
already-used-text = If it was you, just take your seat. If not, call the attendant, who will help.

wrong-train-verdict = A ticket for another train
wrong-train-above = Your train
wrong-train-title = Your train is { $train }
wrong-train-text = The station’s board shows its platform.

wrong-date-verdict = A ticket for another day
wrong-date-above = Your day
wrong-date-title = See you on { $day }
wrong-date-text = Train { $train }. If you meant to travel today, call the attendant.

departs-note = departure

wrong-station-verdict = Boarding is elsewhere
wrong-station-title = Your station is on the ticket
wrong-station-text = The train is at { $station } now. The attendant can tell whether you may board here.
wrong-station-text-unknown = This ticket is not for boarding here. The attendant can tell what to do.

canceled-verdict = Ticket returned
canceled-title = This ticket is no longer valid
canceled-text = It was canceled. If you did not return it, call the attendant.

unknown-ticket-verdict = We don’t know this ticket
unknown-ticket-title = Is it the right one?
unknown-ticket-text = The code was read but is not on our lists. Try another ticket or call the attendant.

unknown-face-verdict = We don’t know you yet
unknown-face-title = Your ticket’s code will do
unknown-face-text = We don’t find your face among the passengers of this train. We only know those who have agreed to it beforehand.

face-unclear-verdict = We can’t see your face well
face-unclear-title = The code will be quicker
face-unclear-text = Light and reflections can do that.

### When we can't answer

faces-away-verdict = Faces can’t be read now
faces-away-title = Show your ticket’s code
faces-away-text = Boarding by code goes on as always. Looking into the camera will work again a little later.

face-unanswered-title = Show your ticket’s code
face-unanswered-text = We keep no pictures, so we can’t ask again. A ticket’s code we remember, and ask as soon as we can.

no-connection-verdict = No connection
no-connection-title = Your ticket won’t get lost
no-connection-text = We ask again as soon as the connection is back. Wait here if you like, or call the attendant.

service-trouble-verdict = Trouble on our side
service-trouble-title = It’s not about your ticket
service-trouble-text = We’ll ask once more. Wait here if you like, or call the attendant.

not-enrolled-verdict = This robot is not set up yet
not-enrolled-title = The attendant will check your ticket
not-enrolled-text = For the engineer: type on the robot’s console:
not-enrolled-footnote = You’ll need an engineer’s login and password.

not-assigned-verdict = This robot waits for its train
not-assigned-title = The attendant will check your ticket
not-assigned-text = For the engineer: assign a train and a coach to this robot:

### Help

help-sent-verdict = Attendant called
help-sent-title = Please wait here
help-sent-text = Your call was received, the attendant will come to the robot.
help-kept-verdict = Your call is kept
help-kept-title = It goes out when the connection is back
help-kept-text = If it’s urgent, turn to any attendant.

### Idle

still-there-title = Are you still there?
still-there-text =
    { $seconds ->
        [one] The screen starts over in { $seconds } second
       *[other] The screen starts over in { $seconds } seconds
    }
