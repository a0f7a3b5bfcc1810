namespace Sentralix.Knowledge.Tests.Text;

/// <summary>Words of shops, offices and machines in both languages, and the endings and beginnings to bend them with.</summary>
internal static class Vocabulary
{
    public static readonly string[] Russian = """
        абонент абонентский авария аванс август автор агент адрес аккаунт акт акция алгоритм анализ анкета аптека аренда арендатор архив аудит
        база баланс банк банковский бесплатно бесплатный билет благодарность бланк ближайший блок больница больше бонус бояться бронирование бронь бумага
        бухгалтер бухгалтерия быстро быстрее быстрейший вводить ведомость великий верить вернуть вернуться версия верхний весёлый вечер взыскание вид
        видеть включаться включение включить владелец вместе внедрение внесение внешний вносить внутренний возврат возвращать возвращение возможность
        возможный возобновление возражение вопрос время всегда вставить встреча встроенный второй входить входящий выбирать выбор выбранный выгодный выдача
        вызвать вызов выйти выключить выписка выплата выполнение выполнить выписанный выставка выставленный высокий высочайший гарантийный гарантия
        главный говорить год голос голосовой город горячий государственный график группа груз грузополучатель давать далее данные дата датчик дверь
        двухфакторный действие действительный действующий делать день деньги диагностика длительный добавить добавление договор договорённость доказательство
        документ документация долг должник домашний дополнительный допустимый доставить доставка доставленный доступ доступность доход дробный другой
        ёлка ёмкость единица ежегодный ежедневно ездить если есть ждать жалоба жаловаться железный желание жизнь журнал забыть забытый завершать завершение
        завершивший зависимость завод загрузить загрузка загруженный задание задача задолженность заказ заказанный заказать заказчик заказывать закрывать
        закрытый заменить замена занятость записать запись заплатить заполнение заполненный запрос запрошенный зарплата заявка заявление звонить звонок
        здание знать значение идти извещение извиниться изготовитель изделие изменение изменить изменяющий импорт имущество имя инвентаризация индекс
        инструкция интернет информация информационный использование использовать используемый исполнитель исправить исправление исправность история исходящий
        кабинет календарь камера канал карта картридж касса кассир качественный качество квартира квитанция клавиатура клиент клиентский ключ кнопка код
        количество коллега команда комиссия комментарий компания компьютер конец консультация контакт контракт контроль копировать копия корзина коробка
        который красивейший кредит круглосуточный купить купленный курьер лимит линия лицевой лицензионный лицензия личный лучший магазин магазинный мастер
        материал мебель медленно медицинский менеджер меняться место месяц метод минимальный минута мобильный модель модем можно молоко монитор
        мочь мощность мощнейший мышь наблюдение надёжность надёжный назад название назначение наибольший найти найденный наличие налог налоговый нанести
        направить направление настройка настроить настроенный начало начальник начать наш недействительный неделя недостаток нельзя необходимость необходимый
        неправильный несколько низкий новейший новость новый номер нужный обещать обжаловать обзор область обмен обменять обновление обновить обновлённый
        обработка обработанный образец обратиться обращение обслуживание обслуживающий общий объём обязанность обязательный один ожидание ожидать окно операция
        оператор описание оплата оплатить оплаченный оплачивать определение опубликованный организация оставаться остановка осуществлять ответ ответить
        ответственность ответственный отдел отдельный отзыв отказ отказаться отключение отключить открывать открывший открытый отложить отмена отменить отменённый отношение
        отображать отправить отправка отправленный отпуск отследить отсутствие отчёт отчётность офис официальный оформить оформление оформлявшийся очередь
        ошибка ошибочный пакет память параметр пароль партнёр паспорт пациент первый перевести перевод перевозка передать передача переезд перезагрузить
        перенести переподключение перерасчёт период печать письмо питание плановый план плата платёж платёжный платить повторить повторный погасить
        подарок подписать подписание подписка подписчик подключать подключение подключённый подразделение подробность подтвердить подтверждение пожалуйста
        позвонить поиск показатель покупатель покупка покупать поле полезный получатель получать получение получивший пользование пользователь пользовательский
        помещение помнить помочь помощь понедельник поправка порядок после последний последующий поставить поставка поставщик посылка потерянный потеря почта
        почтовый правило правильность право превышение предложение предоставить предоставление предоплата предприятие предыдущий преимущество прекращение
        претензия прибор приём применение пример принести принимать принтер приостановить присоединить приходить причина проблема проверить проверка
        проверенный программа программный продавать продавец продажа продление продлить продолжать продукт проездной производитель производство прокат промокод
        пропуск просить просмотр простой просьба профиль процент процедура проект прочитавший публикация пункт работа работать работник равный раздел размер
        разный разрешение разрешить расписание расписка расход расчёт расчётный расторгнуть расторжение регистрация региональный режим результат реквизиты
        ремонт ремонтный решать решение роутер руководитель руководство рынок сайт сбой сбербанк сведение свободный связаться связь сдавать сегодня
        секретный сервис серверный сертификат сеть сигнал система скачать скидка склад складской скорость слово служба случай смена сменить смотреть
        снимать снятие собственный событие совершить совместимость согласие соглашение содержание соединение создавать создание сообщение сообщить сотрудник
        сохранить сохранность специалист список способ справка спрашивать сравнить средство срок срочный ссылка стандартный становиться старый статус стоимость
        стоить страна страница страховка страховой строка студент сумма существующий счёт счётчик съёмка таблица талон тариф тарифный телевизор телефон
        телефонный температура терминал техника технический товар товарный точка точность транспорт требование требовать трубка трудный туда убедиться уведомление
        удалённый удалить удобнейший удостоверение узнать указанный указать улица уменьшить управление управляющий упрощённый условие услуга установить установка
        устройство утверждённый утеря утро участвовать участок учёба учёт учётный файл филиал форма формировать функция характеристика холодильник хозяин
        хороший хотеть хранение храниться цвет целый цена центр цифровой часто часть часы человек чек чемодан через чистый читать шаблон школа шнур щётка
        экземпляр экран экспорт электрический электронный этаж этот юридический юность яблоко явка язык январь ясность ящик
        """.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);

    public static readonly string[] English = """
        ability able about above absence accept acceptable acceptance access accessibility accident accommodate according account accountancy accuracy
        accurate achieve acknowledge action activate activation active actual actually add addition additional address adjust administration administrator
        advance advertisement advise affect afternoon agency agreed agreement air alert allow allowance already alternative although always amount analyse
        analysis android anniversary announce announcement annoying annual answer answered anxious anybody apologize apology apparently appear appliance
        application apply applying appointment appreciate approach approval approve arena argument arrangement arrival arsenal arsenic article assess assign
        assistance assistant association attach attachment attempt attention audience authentication authority automatic availability available average award
        awkward backup baggage balance balloon bank basic basis battery beautiful become been begging beginning behaviour believe beneficial benefit biased
        billing blessing blocked boarding booking bought bravely breakage breathe bridging broken browser budget building bullied business busily buyer buying
        cables calculate calculation calendar called calmly cancellation cancelled candidate canning capability carefully carrier carry cases cashier catalogue
        category caused ceiling celebrate central centre certificate certify chance change changeable channel character charge charging cheapest checkout
        children choice choose circuit city claimed clarification classes cleaning click client closely clothing code collect collection combine comfortable
        commercial commission commitment common communal commune communicate communication communism community companies comparison compatible compensation
        complain complaint complete completion complicated computer computing concern condition conditional conference confidence configuration configure confirm
        confirmation conflict connected connection connectivity consent consider considerable consistency consistent consultation consumer contact container
        content continue contract contrary control convenience conversation conversion conveyed cookies copied copyright corporate correction correspondence
        cosmos cost counter country courier covering create creation creativity credit crying currency current customer customizable cutting daily damage
        damaged dangerous database dating dealer debit decided decision declaration decline default defective defining definition delay deleted deletion deliver
        delivery demand demonstration denied deny department dependency deposit depression describe description designer desirable desktop destination detail
        detection determine developer development device diagnosis dialling dictionary difference different difficulty digital digitizer directly disable
        disappear disappointing disconnect discount discovery discussion disease dispatch display disposal dispute distribution document documentation dollar
        domestic donation doubled download drivers dropped duplicate during dying dynamic eager early earnings earring easily economic edition editor education
        effective efficiency efficient electrical electricity electronic eligible email embarrassing emergency emotional employee employer employment empty
        enable encryption ending energy engine engineering enjoyed enormous enough enquiry ensure enter enterprise entirely entry environment equality equipment
        error especially establish estimate evaluation evening event eventually everything evidence exactly examination example exceed excellent exception
        excessive exchange exclusive excuse exempt exhausted existing expectation expensive experience expiration expired explain explanation export expression
        extended extension external extremely facility failed failure fairly faithful familiar famous fastest favour feasible feature federal feedback feeling
        fees fidelity file fill finally finance financial finding fineness finished fitting fix flexible flight flooded floppy flying following foreign
        forgetting forgotten formally formative format forward fraction free frequency friendly fulfil fully functional functionality funny furniture further
        future gadget gambling gas general generality generalization generate generation generous gently genuine geography getting gifts given global goodness
        government gradually graphics grateful guarantee guidance guides happened happily happiness happy hardware harmful having headquarters health heating
        helpful helpless herring hesitate highest historical history holiday hopeful hopefully hopefulness hoping hopping horizontal hospital hotel hourly
        household hugging humidity icon ideal identical identification identify idly ignore illegal illness image immediately importance important imported
        impossible impression improve improvement inability incoming inconvenience increase incredible independent index indication individual industrial
        industry information informative initial innings innovative input inquiries insert inspection installation installment instance instruction insurance
        integration intelligent intensive intention interactive interest interface internal international internet interrupted introduce invalid inventory
        investigation invitation invoice issued item itself jewellery joined journey judgement justify keyboard keys kindness knightly knitting knowledge
        laboratory language laptop largely lately latest laundry laying leakage learning leave legal legislation length lesser letters liability library
        licence licensing lied lies lifetime lighting likely limitation limited linking liquid listening literally loading locally location locked logic
        logically logistics longer losing lottery lovely loyalty luckily luggage lying machine mailing maintenance majority management mandatory manual
        manually manufacturer marketing matching material maximum meaningful measure mechanical medical meeting membership memory menu merchant message
        messenger messaging middle minimal minimum minute missing mistake mobile moderate modification module monitor monthly morning mortgage motion moving
        multiple mutually naively names nationality naturally nearby necessarily necessary necessity negative negotiation network newest news newspaper nicely
        nobody noisy normal normally notice notification nuclear number obligation observation obtain obvious occasion occasionally occurred offer office
        official offline online only opening operate operation operational operator opinion opportunity opposite optimize optional order ordering ordinary
        organization organizer original otherwise outage outgoing outing output outstanding overdue overnight owing owner package packaging paid painful
        paperless parameter parcel parental parking partial participant participation particularly partner passenger password patience patient pattern paying
        payment penalty pending pension percentage perfectly performance perhaps periodic permanent permission permitted personal personality phone photograph
        physical physically picked placing planned planning plastics playing pleasant please pleasure plugged plus pointed policy polite political popular
        population portable position positive possession possibility possible postage postpone potential powerful practical precisely prediction preference
        preliminary premises premium preparation prescription presence presently preserve pressing pressure prevent previous previously price primarily
        printer printing priority privacy private probability probably problem procedure proceed process produced product production professional profile
        profitable program programmer progress prohibited projection promised promotion proof properly property proportional proposal protection provide
        provider provision public publication publisher purchase purchaser purely purpose qualification qualify quality quantities quarterly question quickly
        quietly quotation radiator random range rapidly rates rational rationality reactive reading realization really reason reasonable reasonably receipt
        received recent recently reception recognition recommendation recording recovery recurring recycled reduction redundancy reference referral referring
        refrigerator refund refundable refusal regarding region registered registration regular regularly regulation reinstall rejected relational relationship
        relative release relevant reliability reliable remaining reminder remotely removal remove renewal rental repair repeatedly replacement replied reply
        reporting representative reputation request required requirement reservation reserve reset residence resident resistance resolution resolve respond
        response responsibility responsible restaurant restore restriction result retail retirement retrieval returned reusable revenue reversal review
        revision rewarding router running safely safety salary sales satisfaction satisfactory satisfied savings scanner schedule scheduled scientific screen
        search seasonal secondary secretary section secure security selection seller sensational sensibility sensitive separately sequence serial seriously
        server service session setting settlement several severe shared shipment shipped shipping shopping shortage shortly shutting sickness signal signature
        significant silence similar similarity simplify simply simultaneous singly situation skies skis sky slightly slowly smallest smartphone smoothly
        software solution somebody sometimes speaker specialist specially specification specify speed spending sponsor stability stable standard starting
        statement station statistics stopped storage strategic street strength strictly strongly student studied studies studying subject subscriber
        subscription subsidy substantial succeed successful successfully suddenly sufficient suggestion suitable supervisor supplier supply support supporting
        supposed surely surface surprise survey suspicious switched symbol synchronization system systematic tablet taking taxes technical technician technology
        telephone television temperature temporarily temporary tenancy tendency terminal termination testing thankful therefore thermostat thousand ticket
        tightly timely together tolerance topic totally touching tracking trading traditional training transaction transfer transferred transition translation
        transmission transport travelled treatment trial triangular trouble truly trying tuition turned tutorial typing typically ugly ultimate unable
        unauthorized unavailable uncertain understanding unfortunately uniform union unique universal universe university unlimited unnecessary unsuccessful
        update upgraded upload urgent usability usage useful usefulness useless user usually utility vacation valid validation valuable value variable variety
        various vehicle vendor verification version vertical veterinary victory viewing virtual visibility visible visitor voice volume voluntary voucher
        waiting walking warehouse warning warranty washing watched weather website weekly weighted welcome whatever whether widely willing window wireless
        withdrawal within wonderful wording worker working worldwide worrying worthless writing wrongly yearly yellow yesterday yielding youth zealously zone
        """.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);

    private static readonly string[] RussianEndings = """
        - а у ом е ы ов ам ами ах ой ою и ей ям ями ях ь ью ию ия ие ий ии ием иям иями иях ев ёв ем его ему им ими ых ые ый ого ому ым ыми ую юю ая яя ое ее
        ость ости остью остей ный ного ная ное ные ных нный нная нного ейший ейшая ейшего ейше айший ть ти л ла ло ли ет ют ит ят ешь ишь ете ите ем им йте й
        ил ила или ыл ыла ыли ен ена ено ены ует уют уй уйте ив ивши ившись ыв ывши ав авши авшись ющий ющая ющего ющие ащий ащего ящий ящего вший вшая вшего
        вшие ивший ившая ывший щий ом емый емая емого нение нения ение ения ению ением ание ания анию анием ыванию ывать ывая ывал ываться
        """.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);

    private static readonly string[] EnglishEndings = """
        - s es ed ing ingly edly er ers est ly 's s' 's' y ies ied ier iest ily iness ness nesses less lessly lessness ful fully fulness ation ations ational
        ationally ator ators ative atively ate ated ates ating ive ively iveness ivity iviti ity ities iti able ably ability ible ibly ibility bly al ally alism
        alist ality alize alized alizing alization ize ized izer izing ization ic ical ically icate icity iciti ication ism ist ous ously ousness ment ments
        mental ement ements ance ances ancy anci ence ences ency enci ent ently ant antly ion ions ional ionally tion tional sion eed eedly logi logy logist
        li e ee eing ying yed yer bb dd ff gg mm nn pp rr tt bbed dding gged mming pped rring tted at bl iz ated bled ized ss sses us
        """.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Words and made-up forms of them: about 90,000.</summary>
    public static IEnumerable<string> RussianForms()
    {
        foreach (var word in Russian)
        {
            yield return word;
            foreach (var ending in RussianEndings)
            {
                var form = Stem(word, cut: 2) + ending.Trim('-');
                yield return form;
                if (ending.Length > 1) yield return form + (word.Length % 2 == 0 ? "ся" : "сь");
            }
        }
    }

    /// <summary>Words and made-up forms of them: about 130,000.</summary>
    public static IEnumerable<string> EnglishForms()
    {
        foreach (var word in English)
        {
            yield return word;
            foreach (var ending in EnglishEndings) yield return Stem(word, cut: word.Length % 3) + ending.Trim('-');
        }
    }

    private static string Stem(string word, int cut) => word[..Math.Max(1, word.Length - cut)];
}
