namespace Sentralix.Console.Languages;

/// <summary>The page in Russian.</summary>
internal static class RussianWording
{
    public static readonly Wording Value = new()
    {
        Title = "Sentralix · чат",
        Greeting = "О чём рассказать?",
        Introduction = "Ассистент отвечает по базе знаний и показывает, откуда взят каждый ответ.",
        Suggestions =
        [
            "Что такое Sentralix?",
            "Как подключить OpenAI или Ollama?",
            "Что нужно для резервной копии?",
            "Как сообщение проходит через платформу?",
        ],
        SuggestionsLabel = "С чего начать",
        Thread = "Переписка",
        Input = "Ваше сообщение",
        Hint = "Enter — отправить, Shift + Enter — новая строка",
        Send = "Отправить",
        Stop = "Остановить",
        New = "Новый разговор",
        Api = "API",
        OtherLanguage = "English",
        NeedsScript = "Чату нужен JavaScript. API работает и без него: см. /docs.",
        You = "Вы",
        Assistant = "Ассистент",
        Operator = "Оператор",
        Working = "Ассистент пишет",
        Sources = "Источники",
        Choices = "Варианты",
        Close = "Закрыть",
        Waiting = "Ещё не отправлено",
        NotSent = "Не отправлено",
        Retry = "Отправить ещё раз",
        Reconnecting = "Восстанавливаем связь…",
        Offline = "Нет сети. Сообщения уйдут, когда связь вернётся.",
        ChatOff = "Веб-чат на этом сервере выключен. Описание API — на странице /docs.",
        NobodyAnswers = "Здесь пока никто не отвечает: привяжите ассистента к веб-каналу.",
        Busy = "Сервер занят. Пробуем ещё раз…",
        SessionEnded = "Срок прежнего разговора истёк. Это новый разговор.",
        Stopped = "Остановлено",
        Failed = "Не получилось ответить. Спросите, пожалуйста, ещё раз.",
        OperatorJoined = "К разговору подключился человек: теперь отвечает он.",
        OperatorLeft = "Снова отвечает ассистент.",
        Attachment = "Вложение",
    };
}
