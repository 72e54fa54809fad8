// SPDX-License-Identifier: GPL-3.0-or-later
#include "testmain.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

// What the design promises of the sources themselves.
class TestSourceInvariants : public QObject {
    Q_OBJECT

private slots:
    void init() { eventscope::test::failOnWarnings(); }

    // Everything known of a service is in its file: no program text names one.
    void noServiceIsNamed()
    {
        const QStringList ids = serviceIds();
        QVERIFY(ids.size() >= 5);
        for (const QString &folder : {u"model"_s, u"ui"_s, u"app"_s}) {
            int read = 0;
            QDirIterator files(root() + folder, QDir::Files, QDirIterator::Subdirectories);
            while (files.hasNext()) {
                QFile file(files.next());
                QVERIFY(file.open(QIODevice::ReadOnly));
                const QByteArray text = file.readAll().toLower();
                ++read;
                for (const QString &id : ids) {
                    QVERIFY2(!text.contains(id.toLower().toUtf8()), qPrintable(file.fileName() + u" names "_s + id));
                    QVERIFY2(!file.fileName().sliced(root().size()).contains(id), qPrintable(file.fileName()));
                }
            }
            QVERIFY2(read > 0, qPrintable(folder));
        }
    }

private:
    static QString root() { return QStringLiteral(EVENTSCOPE_SOURCE_DIR "/"); }

    static QStringList serviceIds()
    {
        QStringList ids;
        for (const QFileInfo &info : QDir(root() + u"resources/services"_s).entryInfoList({u"*.json"_s})) {
            QFile file(info.filePath());
            if (file.open(QIODevice::ReadOnly))
                ids.append(QJsonDocument::fromJson(file.readAll()).object().value(u"id"_s).toString());
        }
        return ids;
    }
};

QTEST_GUILESS_MAIN(TestSourceInvariants)
#include "tst_sourceinvariants.moc"
