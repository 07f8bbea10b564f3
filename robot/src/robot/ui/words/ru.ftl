language = Русский

### The head of every screen

head-train = Поезд { $train }
head-wagon = Вагон { $wagon }
tool-large-text = Крупный текст
tool-high-contrast = Высокий контраст

### What can be touched

action-help = Позвать проводника
action-back = Назад
action-code = Показать код
action-look-again = Посмотреть ещё раз
action-done = Готово
action-understood = Понятно
action-more-time = Мне нужно ещё время
action-finish = Закончить

### Welcome

greeting-morning = Доброе утро
greeting-day = Добрый день
greeting-evening = Добрый вечер
greeting-night = Здравствуйте
welcome-departs = Отправляемся в { $time }
welcome-departs-late = Отправляемся в { $time }, опоздание { $late }
welcome-glad = Рады видеть вас в нашем поезде
welcome-board = Сесть в поезд
welcome-board-hint = Покажите QR-код билета
welcome-board-hint-faces = Покажите QR-код билета или посмотрите в камеру
welcome-help = Помощь
stop-here = вы здесь
stop-scheduled = по расписанию { $time }
minutes = { $minutes } мин
hours = { $hours } ч
hours-and-minutes = { $hours } ч { $minutes } мин

### Showing the ticket

scan-title = Покажите билет
scan-distance = Держите QR-код на расстоянии ладони от камеры
scan-brightness = С телефона — сделайте экран поярче
scan-privacy = Снимки не сохраняются
scan-not-a-ticket = Это не билет. Покажите QR-код из билета
scan-unreadable = Код не читается. Держите ровно и чуть дальше
scan-face = Посмотреть в камеру
scan-face-hint = По желанию, вместо кода. Снимки не сохраняются
scan-faces-away = Узнать вас по лицу сейчас не получится, а код работает как всегда

### Looking into the camera instead

look-title = Посмотрите в камеру
look-outline = Лицо — в рамке, взгляд — в камеру
look-choice = Передумали? Код билета работает и здесь
look-closer = Подойдите чуть ближе
look-look-here = Посмотрите прямо в камеру
look-one-at-a-time = По одному, пожалуйста: пусть в кадре будет один человек
look-light = Здесь темновато. Повернитесь к свету
look-hold-still = Хорошо! Замрите на секунду
look-again = Пока не разглядели. Посмотрите прямо и замрите
look-code-in-view = Это билет? Покажите код ближе. Если нет — уберите его

camera-missing-verdict = Камера сейчас не видит
camera-missing-title = Билет проверит проводник
camera-missing-text = Без камеры код не прочитать. Позовите проводника, он проверит билет сам.

checking-title = Проверяем билет
checking-reason = Ответ идёт дольше обычного: в пути связь бывает медленной. Подождите немного, показывать билет ещё раз не нужно.

checking-face-title = Спасибо, проверяем
checking-face-reason = Ответ идёт дольше обычного: в пути связь бывает медленной. Смотреть в камеру больше не нужно.

### Accepted

accepted-verdict = Билет действителен
accepted-title = Здравствуйте, { $name }
accepted-text = Приятной поездки!
accepted-place = Место
accepted-here = Вагон { $wagon } — это здесь
accepted-elsewhere = Вагон { $wagon } — пройдите в него

### Refused

wrong-wagon-verdict = Вам в другой вагон
wrong-wagon-above = Вагон
wrong-wagon-below =
    { $count ->
        [1] Соседний вагон
        [one] Пройти { $count } вагон
        [few] Пройти { $count } вагона
       *[many] Пройти { $count } вагонов
    }
wrong-wagon-title = Пройдите в вагон { $wagon }
wrong-wagon-text = Билет в порядке, но место в другом вагоне.
wrong-wagon-here = вы здесь
wrong-wagon-there = ваш вагон

already-used-verdict = Билет уже проверен
already-used-above = Проверен в
already-used-here = Этим роботом
already-used-elsewhere = В вагоне { $wagon }
already-used-here-before = { $day }, этим роботом
already-used-elsewhere-before = { $day }, в вагоне { $wagon }
already-used-title = По этому билету уже вошли
already-used-text = Если это были вы, просто пройдите на своё место. Если нет — позовите проводника, он поможет.

wrong-train-verdict = Билет на другой поезд
wrong-train-above = Ваш поезд
wrong-train-title = Ваш поезд — { $train }
wrong-train-text = Путь и платформу подскажет табло на вокзале.

wrong-date-verdict = Билет на другой день
wrong-date-above = Ваш день
wrong-date-title = Ждём вас { $day }
wrong-date-text = Поезд { $train }. Если поездка должна быть сегодня, позовите проводника.

departs-note = отправление

wrong-station-verdict = Посадка на другой станции
wrong-station-title = Ваша станция указана в билете
wrong-station-text = Сейчас поезд на станции { $station }. Проводник подскажет, можно ли сесть здесь.
wrong-station-text-unknown = По этому билету садятся не здесь. Проводник подскажет, как быть.

canceled-verdict = Билет возвращён
canceled-title = Этот билет больше не действует
canceled-text = Он был отменён. Если вы его не сдавали, позовите проводника.

unknown-ticket-verdict = Такого билета у нас нет
unknown-ticket-title = Посмотрите, тот ли это билет
unknown-ticket-text = Код прочитан, но в списках его нет. Попробуйте другой билет или позовите проводника.

unknown-face-verdict = Мы вас пока не узнали
unknown-face-title = Код билета точно подойдёт
unknown-face-text = Среди пассажиров этого поезда мы вас не нашли. По лицу узнаём только тех, кто заранее на это согласился.

face-unclear-verdict = Лицо не разглядеть
face-unclear-title = С кодом будет быстрее
face-unclear-text = Бывает: мешают свет и блики.

### When we can't answer

faces-away-verdict = По лицу сейчас не узнать
faces-away-title = Покажите код билета
faces-away-text = По коду садятся как всегда. А по лицу можно будет снова чуть позже.

face-unanswered-title = Покажите код билета
face-unanswered-text = Снимки мы не храним, поэтому спросить ещё раз не сможем. А код билета запомним и спросим, как только получится.

no-connection-verdict = Нет связи
no-connection-title = Ваш билет мы не потеряем
no-connection-text = Спросим снова, как только связь вернётся. Можно подождать здесь или позвать проводника.

service-trouble-verdict = Неполадка у нас
service-trouble-title = С вашим билетом это не связано
service-trouble-text = Мы спросим ещё раз. Можно подождать здесь или позвать проводника.

not-enrolled-verdict = Робот ещё не подключён
not-enrolled-title = Билет проверит проводник
not-enrolled-text = Инженеру: наберите на консоли робота:
not-enrolled-footnote = Понадобятся логин и пароль инженера.

not-assigned-verdict = Робот ждёт свой поезд
not-assigned-title = Билет проверит проводник
not-assigned-text = Инженеру: назначьте роботу поезд и вагон. Номер робота:

### Help

help-sent-verdict = Проводник вызван
help-sent-title = Подождите здесь
help-sent-text = Вызов принят, проводник подойдёт к роботу.
help-kept-verdict = Вызов сохранён
help-kept-title = Передадим, когда вернётся связь
help-kept-text = Если дело срочное, подойдите к любому проводнику.

### Idle

still-there-title = Вы ещё здесь?
still-there-text =
    { $seconds ->
        [one] Экран вернётся в начало через { $seconds } секунду
        [few] Экран вернётся в начало через { $seconds } секунды
       *[many] Экран вернётся в начало через { $seconds } секунд
    }
