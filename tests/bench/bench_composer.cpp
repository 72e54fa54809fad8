// SPDX-License-Identifier: GPL-3.0-or-later
//
// How long a whole composer keeps a person waiting, form, source, judge, keeper, findings and preview together:
// opening an event until it is painted and until its findings are shown, then 100 keystrokes in the source and
// 100 in a field of the form, each until it is painted and until its findings are shown.
//
//   bench_composer [SERVICE [FIRST_CASE [LAST_CASE [MAP]]]]
//
// MAP is the pointer of the map that is filled; without it, the last one of the service's form.

#include "compose/draft.h"
#include "compose/formspec.h"
#include "composer/composerpage.h"
#include "composer/drafttabs.h"
#include "composer/jsoneditor.h"
#include "composer/schemaform.h"
#include "event/utf8.h"
#include "service/services.h"
#include "store/eventstore.h"
#include "theme.h"
#include "views/endpointcache.h"

#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QSettings>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTextStream>
#include <QTimer>
#include <QUndoStack>

#include <algorithm>
#include <chrono>
#include <vector>

using namespace Qt::StringLiterals;
using namespace eventscope;

namespace {

constexpr int keystrokes = 100;

struct Layout {
    QString title;
    qsizetype bytes = 0;
    bool lines = false;
    bool known = false;    // as values of a map that the definition knows, else as members it does not
};

struct Large {
    DraftState state;
    QByteArray member;    // the pointer of one that is typed into
    quint32 place = 0;    // of another one's value, in the middle of the text
};

// A sendable sample with many members put in, and last a key that stands twice: a finding whose place moves with
// every keystroke, so that it is seen when the newest findings are shown.
Large largeEvent(const Service &service, const Layout &layout, const QByteArray &map)
{
    const auto &samples = service.samples();
    const auto sample = std::find_if(samples.begin(), samples.end(), [&](const Sample &one) {
        const Shape *shape = service.shape(one.shape);
        return one.note.isEmpty() && shape && shape->sendable;
    });
    JsonTape tape;
    QByteArray text = sample->text;
    if (!layout.lines)
        text = text.simplified();
    if (!tape.read(viewOf(text)))
        qFatal("the sample cannot be read");
    const FormSpec spec = formSpec(service, sample->shape, service.kindOf(tape.root(), sample->shape));
    JsonPointer at = JsonPointer::parse("/own_members").value();
    for (const FormSection &section : spec.sections)
        for (const FormField &field : section.fields)
            if (layout.known && field.widget == FormWidget::Pairs && field.part == DraftPart::Event &&
                (map.isEmpty() || field.at.text() == map))
                at = field.at;
    const QByteArray line = layout.lines ? "\n    " : " ";
    QByteArray members = "{" + line + "\"member_000000\": \"\"";
    for (int i = 1; members.size() < layout.bytes; ++i)
        members += "," + line + "\"member_" + QByteArray::number(i).rightJustified(6, '0') + "\": \"value number " +
                   QByteArray::number(i).rightJustified(6, '0') + QByteArray(60, 'v') + '"';
    members += (layout.lines ? "\n  }" : "}");
    const auto edits = editToSet(tape, at, members);
    if (!edits)
        qFatal("the members cannot be put in");
    text = applied(text, *edits);
    text.insert(text.lastIndexOf('}'), ", \"twice\": 1, \"twice\": 2");
    Large large;
    large.state.text = text;
    large.state.service = service.id();
    large.state.shape = sample->shape;
    for (const Transport &transport : service.transports())
        if (transport.shape == sample->shape && large.state.transport.isEmpty())
            large.state.transport = transport.id;
    large.member = layout.known ? at.child("member_000000").text() : at.text();
    large.place = static_cast<quint32>(text.indexOf("value number", text.size() / 2) + 5);
    return large;
}

double milliseconds(const QElapsedTimer &clock)
{
    return double(clock.nsecsElapsed()) / 1e6;
}

// When, since start(), a widget was painted first, and when the newest findings were.
class Stopwatch : public QObject {
public:
    void watch(QWidget *painted, QAbstractItemView *findings)
    {
        m_patience.setSingleShot(true);
        m_painted = painted;
        m_findings = findings;
        painted->installEventFilter(this);
        findings->viewport()->installEventFilter(this);
        connect(findings->model(), &QAbstractItemModel::modelReset, this, [this] { m_isReset = true; });
    }

    void start()
    {
        paintedAfter = findingsAfter = -1;
        m_isReset = false;
        m_clock.start();
    }

    void wait()
    {
        m_patience.start(std::chrono::minutes(1));
        while (paintedAfter < 0 || findingsAfter < 0) {
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
            if (!m_patience.isActive())
                qFatal("nothing came within a minute");
        }
        m_patience.stop();
    }

    double paintedAfter = -1;
    double findingsAfter = -1;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && watched == m_painted && paintedAfter < 0)
            paintedAfter = milliseconds(m_clock);
        if (event->type() == QEvent::Paint && watched == m_findings->viewport() && m_isReset && findingsAfter < 0)
            findingsAfter = milliseconds(m_clock);
        return QObject::eventFilter(watched, event);
    }

private:
    QElapsedTimer m_clock;
    QTimer m_patience;
    QWidget *m_painted = nullptr;
    QAbstractItemView *m_findings = nullptr;
    bool m_isReset = false;
};

QString medianAndMost(std::vector<double> times)
{
    std::sort(times.begin(), times.end());
    return u"median %1 ms, max %2 ms"_s.arg(times[times.size() / 2], 0, 'f', 1).arg(times.back(), 0, 'f', 1);
}

void type(QWidget *into, QWidget *painted, QAbstractItemView *findings, const QString &where)
{
    Stopwatch watch;
    watch.watch(painted, findings);
    std::vector<double> toPaint;
    std::vector<double> toFindings;
    std::vector<double> returned;
    for (int i = 0; i < keystrokes; ++i) {
        watch.start();
        QElapsedTimer clock;
        clock.start();
        QTest::keyClick(into, Qt::Key_A);
        returned.push_back(milliseconds(clock));
        watch.wait();
        toPaint.push_back(watch.paintedAfter);
        toFindings.push_back(watch.findingsAfter);
        QTest::qWait(10);
    }
    QTextStream(stdout) << "  " << where << ": painted " << medianAndMost(toPaint) << "; findings "
                        << medianAndMost(toFindings) << "; the key itself " << medianAndMost(returned) << Qt::endl;
}

void measure(
    DraftTabs &drafts, QTabWidget &tabs, const ServicePtr &service, const Layout &layout, const QByteArray &map)
{
    QTextStream out(stdout);
    const Large large = largeEvent(*service, layout, map);
    QElapsedTimer clock;
    clock.start();
    ComposerPage *page = drafts.open(large.state);
    const double made = milliseconds(clock);
    auto *findings = page->findChild<QAbstractItemView *>(u"draftFindingsList"_s);
    auto *surface = page->findChild<QAbstractScrollArea *>(u"jsonSource"_s);
    Stopwatch watch;
    watch.watch(surface->viewport(), findings);
    watch.start();
    watch.wait();
    out << layout.title << " (" << large.state.text.size() << " bytes): opened in " << made + watch.paintedAfter
        << " ms, findings after " << made + watch.findingsAfter << " ms" << Qt::endl;
    QTest::qWait(1000);    // what is laid out and kept meanwhile is not the keys' time

    page->findChild<JsonEditor *>()->show(large.place, 0, true);
    QTest::qWait(100);
    type(surface, surface->viewport(), findings, u"source"_s);

    auto *form = page->findChild<SchemaForm *>();
    form->showField(DraftPart::Event, large.member);
    QTest::qWait(500);
    QWidget *field = QApplication::focusWidget();
    if (!field || !form->isAncestorOf(field))
        qFatal("no field of the form has the focus");
    if (layout.known)
        type(field, field, findings, u"form, "_s + field->objectName());
    form->showField(DraftPart::Event, "/twice");
    QTest::qWait(500);
    field = QApplication::focusWidget();
    type(field, field, findings, u"form, "_s + field->objectName());
    drafts.closeCurrent();
    tabs.setCurrentIndex(0);
    QTest::qWait(1000);
}

}

int main(int argc, char **argv)
{
    if (qEnvironmentVariableIsEmpty("DISPLAY"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    applyTheme(ThemeChoice::Light);
    const QTemporaryDir folder;
    const ServiceSet services = ServiceSet::compile(Services::load(QDir(u"/nonexistent"_s)).services, nullptr);
    StoreOptions options;
    options.path = folder.filePath(u"bench.eventscope"_s);
    const auto store = EventStore::open(options);
    const ServicePtr service = services.services().find(argc > 1 ? QByteArray(argv[1]) : QByteArray("schematic"));
    if (!store || !service)
        qFatal("no store, or no such service");
    Secrets secrets;
    Sender sender;
    QUndoStack undo;
    QSettings settings(folder.filePath(u"settings.ini"_s), QSettings::IniFormat);
    EndpointCache endpoints((*store)->endpoints());
    QTabWidget tabs;
    tabs.addTab(new QWidget, u"Events"_s);
    tabs.resize(1280, 800);
    tabs.show();
    tabs.activateWindow();
    DraftTabs drafts({**store, services, secrets, sender, undo}, endpoints, tabs, settings);
    const std::vector<Layout> layouts = {
        {u"100 kB in many lines"_s, 100'000, true, true},
        {u"100 kB in one line"_s, 100'000, false, true},
        {u"10 MB, a map in many lines"_s, 10'000'000, true, true},
        {u"10 MB, a map in one line"_s, 10'000'000, false, true},
        {u"10 MB, unknown members in many lines"_s, 10'000'000, true, false},
        {u"10 MB, unknown members in one line"_s, 10'000'000, false, false},
    };
    const std::size_t first = argc > 2 ? std::size_t(std::atoi(argv[2])) : 0;
    const std::size_t last = argc > 3 ? std::size_t(std::atoi(argv[3])) : layouts.size() - 1;
    for (std::size_t i = first; i <= last && i < layouts.size(); ++i)
        measure(drafts, tabs, service, layouts[i], argc > 4 ? QByteArray(argv[4]) : QByteArray());
    return 0;
}
