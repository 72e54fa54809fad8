// SPDX-License-Identifier: GPL-3.0-or-later
// What the fuzz targets started from and once failed for, in the ordinary build. A target that is not content
// ends the program, and says why.
#include "testmain.h"

#include <QDir>
#include <QFile>
#include <QTest>

#define EVENTSCOPE_TARGET(name) extern "C" int name(const std::uint8_t *data, std::size_t size);
#include "targets.h"
#undef EVENTSCOPE_TARGET

using namespace eventscope;

namespace {

using Target = int (*)(const std::uint8_t *, std::size_t);

struct NamedTarget {
    const char *name;
    Target target;
};

constexpr NamedTarget targets[] = {
#define EVENTSCOPE_TARGET(name) {#name, &name},
#include "targets.h"
#undef EVENTSCOPE_TARGET
};

}

class TestCorpora : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }

    void replays_data()
    {
        QTest::addColumn<int>("target");
        QTest::addColumn<QString>("file");
        int number = 0;
        for (const NamedTarget &named : targets) {
            const QDir corpus(QStringLiteral(EVENTSCOPE_SOURCE_DIR "/tests/fuzz/corpus/") + QLatin1String(named.name));
            const QStringList files = corpus.entryList(QDir::Files);
            QVERIFY2(!files.isEmpty(), named.name);
            for (const QString &file : files)
                QTest::addRow("%s/%s", named.name, qPrintable(file)) << number << corpus.filePath(file);
            ++number;
        }
    }

    void replays()
    {
        QFETCH(int, target);
        QFETCH(QString, file);
        QFile input(file);
        QVERIFY(input.open(QIODevice::ReadOnly));
        const QByteArray bytes = input.readAll();
        const auto *data = reinterpret_cast<const std::uint8_t *>(bytes.constData());
        QCOMPARE(targets[target].target(data, static_cast<std::size_t>(bytes.size())), 0);
        // Cut anywhere, an input is one too.
        for (qsizetype size = 0; size < bytes.size(); size += 1 + bytes.size() / 50)
            QCOMPARE(targets[target].target(data, static_cast<std::size_t>(size)), 0);
    }
};

QTEST_GUILESS_MAIN(TestCorpora)
#include "tst_corpora.moc"
