// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/requestview.h"

#include "composer/bodyview.h"
#include "composer/maskmarks.h"
#include "composer/noticebox.h"
#include "composer/plainlines.h"
#include "explorer/sourceedit.h"
#include "theme.h"
#include "views/celltext.h"
#include "views/requesttext.h"

#include <QApplication>
#include <QBoxLayout>
#include <QCheckBox>
#include <QClipboard>
#include <QEvent>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QShortcut>
#include <QStackedWidget>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int mostUrlLines = 3;
constexpr int mostHeaderLines = 8;
constexpr int mostParameterLines = 12;
constexpr std::size_t mostLeft = 12;
constexpr int leastBody = 96;
constexpr int wide = 760;    // from here on, the body stands beside the headers

// Scrolls down and never across: what it holds is as wide as it needs to be.
class TallArea : public QScrollArea {
public:
    using QScrollArea::QScrollArea;

    [[nodiscard]] QSize minimumSizeHint() const override
    {
        const int bar = verticalScrollBar()->sizeHint().width();
        return {widget() ? widget()->minimumSizeHint().width() + bar : bar, leastBody};
    }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (watched == widget() && event->type() == QEvent::LayoutRequest)
            updateGeometry();
        return QScrollArea::eventFilter(watched, event);
    }
};

QLabel *makeTitle(const QString &text, QWidget *parent)
{
    auto *title = new QLabel(text, parent);
    QFont font = title->font();
    font.setBold(true);
    title->setFont(font);
    return title;
}

QString leftSentence(const std::vector<JsonPointer> &left)
{
    QStringList places;
    for (std::size_t i = 0; i < std::min(left.size(), mostLeft); ++i)
        places << visibleLine(QString::fromUtf8(left[i].text()));
    if (left.size() > mostLeft)
        places << RequestView::tr("and %n more", nullptr, static_cast<int>(left.size() - mostLeft));
    const QString sentence = counted(static_cast<qint64>(left.size()),
        RequestView::tr("This transport cannot carry one value of the event; the service will not get it:"),
        RequestView::tr("This transport cannot carry %1 values of the event; the service will not get them:"));
    return sentence + u'\n' + places.join(u'\n');
}

bool anyMask(const Request &request, const std::vector<NamedValue> &parameters)
{
    const auto has = [](const NamedValue &pair) { return holdsMask(pair.value); };
    return std::ranges::any_of(request.headers, has) || std::ranges::any_of(parameters, has) ||
           holdsMask(request.url) || holdsMask(request.body);
}

}

struct RequestView::Private {
    explicit Private(RequestView *view);

    void layOut();
    QBoxLayout *bodyRow();
    QWidget *headSide();
    QWidget *bodySide();
    void follow(int width);
    void dress();
    void copy() const;
    void copyAsCurl();
    [[nodiscard]] QString sizes() const;

    RequestView *q;
    Request request;
    CurlContext curl;
    QStackedWidget *stack;
    QLabel *reason;
    QScrollArea *scroll;
    QWidget *page;
    QBoxLayout *sides;
    QWidget *head;
    PlainLines *target;
    NoticeBox *left;
    QLabel *headersTitle;
    PlainLines *headers;
    QLabel *maskNote;
    QLabel *note;
    QLabel *parametersTitle;
    PlainLines *parameters;
    QLabel *bodyTitle;
    QLabel *size;
    QCheckBox *indented;
    QToolButton *copyAll;
    QToolButton *copyCurl;
    QLabel *curlNote;
    BodyView *body;
};

RequestView::Private::Private(RequestView *view)
    : q(view)
    , stack(new QStackedWidget(view))
    , reason(new QLabel(stack))
    , scroll(new TallArea(stack))
    , page(new QWidget(scroll))
    , sides(nullptr)
    , head(nullptr)
    , target(new PlainLines(mostUrlLines, page))
    , left(new NoticeBox(Severity::Warning, page))
    , headersTitle(makeTitle({}, page))
    , headers(new PlainLines(mostHeaderLines, page))
    , maskNote(new QLabel(tr("Keys are shown by kind and fingerprint; what goes out holds the key itself."), page))
    , note(new QLabel(page))
    , parametersTitle(makeTitle({}, page))
    , parameters(new PlainLines(mostParameterLines, page))
    , bodyTitle(makeTitle({}, page))
    , size(new QLabel(page))
    , indented(new QCheckBox(tr("&Indented view"), page))
    , copyAll(new QToolButton(page))
    , copyCurl(new QToolButton(page))
    , curlNote(new QLabel(page))
    , body(new BodyView(page))
{
    target->setObjectName(u"requestUrl"_s);
    target->setAccessibleName(tr("Method and URL"));
    left->setObjectName(u"requestLeft"_s);
    headersTitle->setObjectName(u"requestHeadersTitle"_s);
    headers->setObjectName(u"requestHeaders"_s);
    headers->setAccessibleName(tr("Headers"));
    maskNote->setObjectName(u"requestMaskNote"_s);
    maskNote->setWordWrap(true);
    maskNote->setForegroundRole(QPalette::PlaceholderText);
    note->setObjectName(u"requestNote"_s);
    note->setTextFormat(Qt::PlainText);
    note->setWordWrap(true);
    note->setForegroundRole(QPalette::PlaceholderText);
    parametersTitle->setObjectName(u"requestParametersTitle"_s);
    parameters->setObjectName(u"requestParameters"_s);
    parameters->setAccessibleName(tr("Parameters"));
    bodyTitle->setObjectName(u"requestBodyTitle"_s);
    size->setObjectName(u"requestSize"_s);
    indented->setObjectName(u"requestIndented"_s);
    indented->setToolTip(tr("Shows JSON a member a line. What goes out stays as it is."));
    copyAll->setObjectName(u"requestCopy"_s);
    copyAll->setAutoRaise(true);
    copyAll->setToolTip(tr("Copy the request, keys masked (Ctrl+Shift+C)"));
    copyAll->setAccessibleName(tr("Copy the request"));
    copyCurl->setObjectName(u"requestCopyCurl"_s);
    copyCurl->setAutoRaise(true);
    copyCurl->setText(tr("cURL"));
    copyCurl->setToolTip(tr("Copy as a cURL command; variables stand for keys"));
    copyCurl->setAccessibleName(tr("Copy as a cURL command"));
    curlNote->setObjectName(u"requestCurlNote"_s);
    curlNote->setTextFormat(Qt::PlainText);
    curlNote->setWordWrap(true);
    curlNote->setForegroundRole(QPalette::PlaceholderText);
    curlNote->hide();
    body->setObjectName(u"requestBody"_s);
    body->edit()->setObjectName(u"requestBodyText"_s);
    reason->setObjectName(u"requestReason"_s);
    reason->setTextFormat(Qt::PlainText);
    reason->setWordWrap(true);
    reason->setAlignment(Qt::AlignCenter);
    reason->setMargin(24);
    reason->setForegroundRole(QPalette::PlaceholderText);
    for (QWidget *part : std::initializer_list<QWidget *>{left, maskNote, note, parametersTitle, parameters})
        part->hide();
}

QBoxLayout *RequestView::Private::bodyRow()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(10);
    row->addWidget(bodyTitle);
    row->addWidget(size, 1);
    row->addWidget(indented);
    row->addWidget(copyAll);
    row->addWidget(copyCurl);
    return row;
}

QWidget *RequestView::Private::headSide()
{
    head = new QWidget(page);
    auto *column = new QVBoxLayout(head);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(headersTitle);
    column->addWidget(headers);
    column->addWidget(maskNote);
    column->addWidget(note);
    column->addSpacing(4);
    column->addWidget(parametersTitle);
    column->addWidget(parameters);
    return head;
}

QWidget *RequestView::Private::bodySide()
{
    auto *side = new QWidget(page);
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(bodyRow());
    column->addWidget(curlNote);
    column->addWidget(body, 1);
    // It takes what is left, whatever it would like.
    body->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Ignored);
    body->setMinimumHeight(leastBody);
    return side;
}

// Beside each other where there is room, else below.
void RequestView::Private::follow(int width)
{
    const bool isWide = width >= wide;
    sides->setDirection(isWide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    sides->setSpacing(isWide ? 16 : 4);
    sides->setAlignment(head, isWide ? Qt::AlignTop : Qt::Alignment());
    sides->setStretch(0, isWide ? 2 : 0);
    sides->setStretch(1, isWide ? 3 : 1);
}

void RequestView::Private::layOut()
{
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(4);
    column->addWidget(target);
    column->addWidget(left);
    column->addSpacing(4);
    sides = new QBoxLayout(QBoxLayout::TopToBottom);
    column->addLayout(sides, 1);
    sides->addWidget(headSide());
    sides->addWidget(bodySide());
    scroll->setWidget(page);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    stack->addWidget(reason);
    stack->addWidget(scroll);
    follow(0);
    auto *outer = new QVBoxLayout(q);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(stack);
}

void RequestView::Private::dress()
{
    copyAll->setIcon(themedIcon(u"copy"_s, q->palette()));
}

void RequestView::Private::copy() const
{
    QApplication::clipboard()->setText(QString::fromUtf8(requestAsText(request)));
}

void RequestView::Private::copyAsCurl()
{
    const CurlCommand command = curlCommand(request, curl);
    QApplication::clipboard()->setText(QString::fromUtf8(command.text));
    curlNote->setText(
        command.variables.isEmpty()
            ? tr("Copied for a shell.")
            : tr("Copied for a shell, without keys. Before it is run, set %1.").arg(command.variables.join(u", "_s)));
    curlNote->show();
}

QString RequestView::Private::sizes() const
{
    const QString events = counted(request.events, tr("%1 event"), tr("%1 events"));
    return request.events > 0 ? tr("%1 · %2").arg(byteCount(request.body.size()), events)
                              : byteCount(request.body.size());
}

RequestView::RequestView(QWidget *parent)
    : QWidget(parent)
    , d(std::make_unique<Private>(this))
{
    setObjectName(u"requestView"_s);
    d->layOut();
    d->dress();
    connect(d->indented, &QCheckBox::toggled, this, [this](bool on) { d->body->setIndented(on); });
    connect(d->copyAll, &QToolButton::clicked, this, [this] { d->copy(); });
    connect(d->copyCurl, &QToolButton::clicked, this, [this] { d->copyAsCurl(); });
    auto *copy = new QShortcut(QKeySequence(u"Ctrl+Shift+C"_s), this);
    copy->setContext(Qt::WidgetWithChildrenShortcut);
    connect(copy, &QShortcut::activated, this, [this] {
        if (d->stack->currentWidget() == d->scroll)
            d->copy();
    });
    setReason(tr("Nothing goes out yet."));
}

RequestView::~RequestView() = default;

void RequestView::setPreview(const RequestPreview &preview, const CurlContext &context)
{
    setRequest(preview.request, context);
    d->note->setText(preview.note);
    d->note->setVisible(!preview.note.isEmpty());
}

void RequestView::setRequest(const Request &request, const CurlContext &context)
{
    d->note->hide();
    d->stack->setCurrentWidget(d->scroll);
    d->curl = context;
    if (request == d->request)
        return;
    d->request = request;
    d->curlNote->hide();
    const std::vector<NamedValue> parameters = queryParameters(request.url);
    const bool isQuery = request.url.contains('?');
    const QByteArray shownUrl = isQuery ? urlWithoutQuery(request.url) : request.url;
    d->target->setLines(QString::fromUtf8(request.method + ' ' + shownUrl));
    d->left->setVisible(!request.left.empty());
    if (!request.left.empty())
        d->left->setText(leftSentence(request.left));
    d->headersTitle->setText(counted(static_cast<qint64>(request.headers.size()), tr("1 header"), tr("%1 headers")));
    d->headers->setPairs(request.headers, u": "_s);
    d->headers->setVisible(!request.headers.empty());
    d->maskNote->setVisible(anyMask(request, parameters));
    d->parametersTitle->setText(
        counted(static_cast<qint64>(parameters.size()), tr("1 parameter, decoded"), tr("%1 parameters, decoded")));
    d->parameters->setPairs(parameters, u" = "_s);
    d->parametersTitle->setVisible(isQuery);
    d->parameters->setVisible(isQuery && !parameters.empty());
    d->indented->setVisible(!isQuery);
    if (isQuery && request.body.isEmpty()) {
        d->bodyTitle->setText(tr("Whole URL"));
        d->size->setText(tr("%1 · no body").arg(byteCount(request.url.size())));
        d->body->setBody({BodyText::Kind::Text, request.url, {}}, {});
    } else {
        d->bodyTitle->setText(tr("Body"));
        d->size->setText(d->sizes());
        d->body->setBody(BodyText::json(request.body), tr("This request has no body."));
    }
}

void RequestView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    d->follow(width());
}

void RequestView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        d->dress();
}

void RequestView::setReason(const QString &sentence)
{
    d->reason->setText(sentence);
    d->stack->setCurrentWidget(d->reason);
}

}
