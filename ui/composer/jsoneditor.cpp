// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/jsoneditor.h"

#include "composer/jsoneditorfind.h"
#include "composer/jsoneditorgutter.h"
#include "composer/jsoneditormarks.h"
#include "composer/jsoneditorstyle.h"
#include "composer/jsoneditorsurface.h"
#include "event/utf8.h"
#include "theme.h"

#include <QAction>
#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QToolTip>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr std::size_t shownMatches = 500;
constexpr std::size_t toldFindings = 5;
constexpr qsizetype longestWanted = 200;

int indicatorOf(Severity severity)
{
    switch (severity) {
    case Severity::Error:
        return editorstyle::ErrorMark;
    case Severity::Warning:
        return editorstyle::WarningMark;
    default:
        return editorstyle::InfoMark;
    }
}

}

struct JsonEditor::Private {
    Private(JsonEditor &editor, Draft &ofDraft)
        : q(editor)
        , draft(ofDraft)
        , surface(new EditorSurface(ofDraft, &editor))
        , gutter(new EditorGutter(*surface, marks, &editor))
        , bar(new FindBar([this] { return viewOf(surface->text()); }, &editor))
    {}

    void build();
    void connectParts();
    void addKeys();
    void paintMarks();
    void paintMatches();
    void tell(QPoint global, quint32 from, quint32 to);
    void stepFinding(bool forward);
    void stepMatch(bool forward);
    void askForFix();
    void closeFind();
    void showMenu(QPoint global);
    [[nodiscard]] const Finding *fixableAtCaret() const;

    JsonEditor &q;
    Draft &draft;
    EditorMarks marks;
    EditorSurface *surface;
    EditorGutter *gutter;
    FindBar *bar;
    std::optional<TextSearch::Match> match;    // that the caret went to last
};

JsonEditor::JsonEditor(Draft &draft, QWidget *parent)
    : QWidget(parent)
    , d(std::make_unique<Private>(*this, draft))
{
    d->build();
    d->connectParts();
    d->addKeys();
}

JsonEditor::~JsonEditor()
{
    // Its parts refer to what goes with it.
    delete d->bar;
    delete d->gutter;
    delete d->surface;
}

void JsonEditor::Private::build()
{
    q.setObjectName(u"jsonEditor"_s);
    surface->setObjectName(u"jsonSource"_s);
    surface->setAccessibleName(JsonEditor::tr("Source of the event"));
    surface->setAccessibleDescription(
        JsonEditor::tr("Tab indents, Esc leaves the editor, F8 goes to the next finding, Alt+Return mends it."));
    auto *row = new QHBoxLayout;
    row->setSpacing(0);
    row->addWidget(gutter);
    row->addWidget(surface, 1);
    auto *column = new QVBoxLayout(&q);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row, 1);
    column->addWidget(bar);
    bar->hide();
    q.setFocusProxy(surface);
}

void JsonEditor::Private::connectParts()
{
    connect(surface, &EditorSurface::caretMoved, &q, &JsonEditor::caretMoved);
    connect(surface, &EditorSurface::repainted, gutter, &EditorGutter::refresh);
    connect(surface, &EditorSurface::menuRequested, &q, [this](QPoint global) { showMenu(global); });
    connect(surface, &EditorSurface::leaveRequested, &q, [this] {
        QToolTip::hideText();
        bar->isVisible() ? closeFind() : static_cast<void>(q.focusNextPrevChild(true));
    });
    connect(surface, &EditorSurface::hovered, &q, [this](QPoint global, qint64 offset) {
        if (offset < 0)
            QToolTip::hideText();
        else
            tell(global, static_cast<quint32>(offset), static_cast<quint32>(offset));
    });
    connect(gutter, &EditorGutter::hovered, &q,
        [this](QPoint global, quint32 from, quint32 to) { tell(global, from, to); });
    connect(gutter, &EditorGutter::activated, &q, [this](quint32 from, quint32 to) {
        const auto touching = marks.touching(from, to);
        if (!touching.empty())
            q.show(touching.front()->offset, touching.front()->length, true);
    });
    connect(bar, &FindBar::found, &q, [this] {
        match.reset();
        paintMatches();
    });
    connect(bar, &FindBar::matchChosen, &q, [this](quint32 offset, quint32 length) {
        surface->select(offset, length);
        match = {offset, length};
        paintMatches();
    });
    connect(bar, &FindBar::stepRequested, &q, [this](bool forward) { stepMatch(forward); });
    connect(bar, &FindBar::closed, &q, [this] { closeFind(); });
    connect(&draft, &Draft::edited, &q, [this](DraftPart part, const std::vector<TextEdit> &edits) {
        if (part != DraftPart::Event)
            return;
        marks.follow(edits, draft.text().size());
        if (bar->isVisible())
            bar->textChanged();
    });
}

void JsonEditor::Private::addKeys()
{
    const auto add = [this](const QString &name, const QString &text, const QKeySequence &key, auto done) {
        auto *action = new QAction(text, &q);
        action->setObjectName(name);
        action->setShortcut(key);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, &q, done);
        q.addAction(action);
    };
    add(u"find"_s, JsonEditor::tr("Find…"), QKeySequence::Find, [this] { q.find(); });
    add(u"findNext"_s, JsonEditor::tr("Find next"), Qt::Key_F3, [this] { stepMatch(true); });
    add(u"findPrevious"_s, JsonEditor::tr("Find previous"), Qt::SHIFT | Qt::Key_F3, [this] { stepMatch(false); });
    add(u"nextFinding"_s, JsonEditor::tr("Next finding"), Qt::Key_F8, [this] { stepFinding(true); });
    add(u"previousFinding"_s, JsonEditor::tr("Previous finding"), Qt::SHIFT | Qt::Key_F8,
        [this] { stepFinding(false); });
    add(u"fix"_s, JsonEditor::tr("Mend the finding"), Qt::ALT | Qt::Key_Return, [this] { askForFix(); });
}

// Its keys are taken before the window's shortcuts, which may be the same.
bool JsonEditor::event(QEvent *event)
{
    if (event->type() != QEvent::ShortcutOverride && event->type() != QEvent::KeyPress)
        return QWidget::event(event);
    const QKeySequence key(static_cast<QKeyEvent *>(event)->keyCombination());
    const QList<QAction *> known = actions();
    const auto action =
        std::find_if(known.cbegin(), known.cend(), [&key](const QAction *a) { return a->shortcuts().contains(key); });
    if (action == known.cend())
        return QWidget::event(event);
    if (event->type() == QEvent::KeyPress)
        (*action)->trigger();
    event->accept();
    return true;
}

void JsonEditor::setFindings(const std::vector<Finding> &findings)
{
    d->marks.set(findings, d->surface->text());
    d->paintMarks();
    d->gutter->refresh();
}

void JsonEditor::Private::paintMarks()
{
    for (const int indicator : {editorstyle::InfoMark, editorstyle::WarningMark, editorstyle::ErrorMark})
        surface->clearMarks(indicator);
    for (const EditorMarks::Mark &mark : marks.marks())
        surface->fillMark(indicatorOf(mark.severity), mark.offset, mark.length);
}

void JsonEditor::Private::paintMatches()
{
    surface->clearMarks(editorstyle::FindMark);
    const std::vector<TextSearch::Match> &all = bar->matches();
    if (!bar->isVisible() || all.empty())
        return;
    // Those around the last one: many thousands cannot be seen at once.
    const quint32 centre = match ? match->offset : surface->caretOffset();
    const auto middle = std::lower_bound(
        all.cbegin(), all.cend(), centre, [](const TextSearch::Match &m, quint32 offset) { return m.offset < offset; });
    auto index = static_cast<std::size_t>(middle - all.cbegin());
    index -= std::min(index, shownMatches / 2);
    for (std::size_t i = index; i < std::min(all.size(), index + shownMatches); ++i)
        if (all[i] != match)    // that one is selected
            surface->fillMark(editorstyle::FindMark, all[i].offset, all[i].length);
}

TextPlace JsonEditor::caret() const
{
    return d->surface->caretPlace();
}

quint32 JsonEditor::caretOffset() const
{
    return d->surface->caretOffset();
}

void JsonEditor::show(quint32 offset, quint32 length, bool takeFocus)
{
    d->surface->select(offset, length);
    if (takeFocus)
        focusEditor();
}

void JsonEditor::focusEditor()
{
    d->surface->setFocus(Qt::OtherFocusReason);
}

void JsonEditor::find()
{
    const QByteArray selected = d->surface->selectedBytes();
    const bool isWord = selected.size() <= longestWanted && !selected.contains('\n') && !selected.contains('\r');
    d->bar->open(isWord ? QString::fromUtf8(selected) : QString(), d->surface->caretOffset());
}

void JsonEditor::Private::closeFind()
{
    bar->hide();
    surface->setFocus(Qt::OtherFocusReason);
}

void JsonEditor::Private::stepMatch(bool forward)
{
    if (!bar->isVisible()) {
        q.find();
        return;
    }
    const quint32 caret = surface->caretOffset();
    bar->step(forward, match && match->offset == caret && forward ? caret + 1 : caret);
}

// --- Findings

void JsonEditor::Private::tell(QPoint global, quint32 from, quint32 to)
{
    QStringList sentences;
    const auto touching = marks.touching(from, to);
    for (std::size_t i = 0; i < std::min(touching.size(), toldFindings); ++i) {
        const Finding &finding = marks.findingOf(*touching[i]);
        QString sentence = finding.sentence;
        if (finding.fix)
            sentence += u"\n"_s + JsonEditor::tr("Alt+Return: %1").arg(finding.fix->label);
        sentences.append(sentence);
    }
    if (touching.size() > toldFindings)
        sentences.append(JsonEditor::tr("%n more", nullptr, static_cast<int>(touching.size() - toldFindings)));
    if (sentences.isEmpty()) {
        QToolTip::hideText();
        return;
    }
    // As rich text it is wrapped; what it says is plain.
    QString html;
    for (const QString &sentence : sentences)
        html += u"<p>%1</p>"_s.arg(sentence.toHtmlEscaped().replace(u'\n', u"<br>"_s));
    QToolTip::showText(global, html, surface);
}

void JsonEditor::Private::stepFinding(bool forward)
{
    const EditorMarks::Mark *mark = marks.next(surface->caretOffset(), forward);
    if (!mark)
        return;
    surface->select(mark->offset, mark->length);
    surface->setFocus(Qt::OtherFocusReason);
    tell(surface->mapToGlobal(surface->caretPoint()), mark->offset, mark->offset);
}

const Finding *JsonEditor::Private::fixableAtCaret() const
{
    const quint32 caret = surface->caretOffset();
    const std::string_view text = viewOf(surface->text());
    const std::size_t begin = text.substr(0, caret).find_last_of("\r\n") + 1;    // npos + 1 is 0
    const std::size_t end = std::min(text.find_first_of("\r\n", caret), text.size());
    for (const auto &found :
        {marks.touching(caret, caret), marks.touching(static_cast<quint32>(begin), static_cast<quint32>(end))}) {
        const auto fixable = std::find_if(found.cbegin(), found.cend(),
            [this](const EditorMarks::Mark *mark) { return marks.findingOf(*mark).fix.has_value(); });
        if (fixable != found.cend())
            return &marks.findingOf(**fixable);
    }
    return nullptr;
}

void JsonEditor::Private::askForFix()
{
    if (const Finding *finding = fixableAtCaret()) {
        QToolTip::hideText();
        emit q.fixRequested(Finding(*finding));    // the slot may change the findings
        return;
    }
    QToolTip::showText(surface->mapToGlobal(surface->caretPoint()),
        JsonEditor::tr("Nothing on this line can be mended by itself."), surface);
}

void JsonEditor::Private::showMenu(QPoint global)
{
    QMenu menu(&q);
    const bool any = surface->hasSelection();
    const auto add = [&](const QString &text, const QKeySequence &key, bool enabled, void (EditorSurface::*done)()) {
        QAction *action = menu.addAction(text, surface, done);
        action->setShortcut(key);
        action->setEnabled(enabled);
    };
    add(JsonEditor::tr("Undo"), QKeySequence::Undo, draft.canUndo(), &EditorSurface::undo);
    add(JsonEditor::tr("Redo"), QKeySequence::Redo, draft.canRedo(), &EditorSurface::redo);
    menu.addSeparator();
    add(JsonEditor::tr("Cut"), QKeySequence::Cut, any, &EditorSurface::cut);
    add(JsonEditor::tr("Copy"), QKeySequence::Copy, any, &EditorSurface::copy);
    add(JsonEditor::tr("Paste"), QKeySequence::Paste, !QGuiApplication::clipboard()->text().isEmpty(),
        &EditorSurface::paste);
    add(JsonEditor::tr("Delete"), QKeySequence::Delete, any, &EditorSurface::removeSelection);
    add(JsonEditor::tr("Select all"), QKeySequence::SelectAll, true, &EditorSurface::selectAll);
    menu.addSeparator();
    menu.addActions(q.actions());
    menu.addSeparator();
    menu.addAction(JsonEditor::tr("Fold all"), surface, [this] { surface->foldAll(true); })
        ->setEnabled(surface->canFold());
    menu.addAction(JsonEditor::tr("Unfold all"), surface, [this] { surface->foldAll(false); })
        ->setEnabled(surface->canFold());
    menu.exec(global);
}

}
