// SPDX-License-Identifier: GPL-3.0-or-later
//
// How long the source editor keeps a person waiting: opening a text until it is painted, and the median of
// 100 keystrokes, each until it is painted, at the text's begin, middle and end.
//
//   bench_editor

#include "composer/jsoneditor.h"
#include "theme.h"

#include <QAbstractScrollArea>
#include <QApplication>
#include <QElapsedTimer>
#include <QTest>
#include <QTextStream>

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;
using namespace eventscope;

namespace {

QByteArray item(int i, const char *between, const char *end)
{
    return "{\"name\":" + QByteArray(between) + "\"thing_" + QByteArray::number(i % 50) +
           ".done\",\"tokens\":" + QByteArray::number(i) + "}," + end;
}

QByteArray textOf(qsizetype bytes, bool lines)
{
    QByteArray text = lines ? "{\n\"list\": [\n" : "{\"list\":[";
    for (int i = 0; text.size() < bytes; ++i)
        text += lines ? item(i, " ", "\n") : item(i, "", "");
    return text + (lines ? "0\n]\n}\n" : "0]}");
}

// Tells when a widget has been painted.
class Painted : public QObject {
public:
    explicit Painted(QWidget *watched) { watched->installEventFilter(this); }

    void wait()
    {
        for (m_isPainted = false; !m_isPainted;)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        m_isPainted = m_isPainted || event->type() == QEvent::Paint;
        return QObject::eventFilter(watched, event);
    }

private:
    bool m_isPainted = false;
};

double milliseconds(const QElapsedTimer &clock)
{
    return double(clock.nsecsElapsed()) / 1e6;
}

void measure(const QString &what, const QByteArray &text)
{
    QTextStream out(stdout);
    QElapsedTimer clock;
    Draft draft(DraftState{text, {}, {}, {}, {}, 0});
    clock.start();
    JsonEditor editor(draft);
    editor.resize(900, 700);
    auto *surface = editor.findChild<QAbstractScrollArea *>(u"jsonSource"_s);
    Painted painted(surface->viewport());
    static_cast<QWidget &>(editor).show();
    painted.wait();
    out << what << " (" << text.size() << " bytes): opened in " << milliseconds(clock) << " ms" << Qt::endl;
    editor.activateWindow();
    editor.focusEditor();
    QTest::qWait(300);    // what is wrapped meanwhile is not the keys' time
    for (const double share : {0.0, 0.5, 1.0}) {
        clock.start();
        editor.show(quint32(share * double(draft.text().size())), 0, true);
        surface->viewport()->repaint();
        const double jump = milliseconds(clock);
        QTest::qWait(100);
        std::vector<double> times;
        for (int i = 0; i < 100; ++i) {
            clock.start();
            QTest::keyClick(surface, i % 10 == 9 ? Qt::Key_QuoteDbl : Qt::Key_A);
            painted.wait();
            times.push_back(milliseconds(clock));
            QTest::qWait(2);
        }
        std::sort(times.begin(), times.end());
        out << "  at " << share << ": jump " << jump << " ms; keystroke median " << times[50] << " ms, longest "
            << times.back() << " ms" << Qt::endl;
    }
}

}

int main(int argc, char **argv)
{
    if (qEnvironmentVariableIsEmpty("DISPLAY"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    applyTheme(ThemeChoice::Light);
    measure(u"100 kB in many lines"_s, textOf(100'000, true));
    measure(u"100 kB in one line"_s, textOf(100'000, false));
    measure(u"10 MB in one line"_s, textOf(10'000'000, false));
    measure(u"10 MB in one string"_s, "\"" + QByteArray(10'000'000, 'x') + "\"");
    measure(u"10 MB in many lines"_s, textOf(10'000'000, true));
    return 0;
}
