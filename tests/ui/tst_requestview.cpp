// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/bodyview.h"
#include "composer/noticebox.h"
#include "composer/plainlines.h"
#include "composer/requestview.h"
#include "explorer/sourceedit.h"
#include "testmain.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QLabel>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace eventscope {

class TestRequestView : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void showsMethodHeadersAndBody();
    void showsTheBodyToTheByte();
    void marksMaskedKeys();
    void showsQueriesDecoded();
    void saysWhatIsLeft();
    void copiesByKeyboard();
    void takesLargeBodies();
    void takesHostileValues();
    void saysWhyThereIsNone();
    void copiesAsCurl();
};

namespace {

Request batch()
{
    Request request;
    request.method = "POST";
    request.url = "https://api.example/v1/events";
    request.headers = {{"Content-Type", "application/json"}, {"Authorization", "Bearer key_\u2026#3fa9"}};
    request.body = R"({"events": [{"b":1.50,"a":"é"},{"b":9223372036854775808}]})";
    request.events = 2;
    return request;
}

Request query()
{
    Request request;
    request.method = "GET";
    request.url = "https://api.example/t?name=page+view&user.id=a%2Bb";
    request.events = 1;
    request.left = {*JsonPointer::parse("/tags"), *JsonPointer::parse("/items")};
    return request;
}

struct Subject {
    Subject()
    {
        view.resize(640, 700);
        view.show();
        view.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&view));
    }
    template <typename T>
    T *find(const QString &name)
    {
        return view.findChild<T *>(name);
    }
    SourceEdit *body() { return find<SourceEdit>(u"requestBodyText"_s); }

    RequestView view;
};

}

void TestRequestView::showsMethodHeadersAndBody()
{
    Subject s;
    s.view.setRequest(batch());
    QCOMPARE(s.find<PlainLines>(u"requestUrl"_s)->toPlainText(), u"POST https://api.example/v1/events"_s);
    QCOMPARE(s.find<PlainLines>(u"requestHeaders"_s)->toPlainText(),
        u"Content-Type:  application/json\nAuthorization: Bearer key_\u2026#3fa9"_s);
    QCOMPARE(s.find<QLabel>(u"requestSize"_s)->text(), u"%1 bytes · 2 events"_s.arg(batch().body.size()));
    QVERIFY(!s.find<PlainLines>(u"requestParameters"_s)->isVisible());
    QVERIFY(!s.find<NoticeBox>(u"requestLeft"_s)->isVisible());
}

void TestRequestView::showsTheBodyToTheByte()
{
    Subject s;
    s.view.setRequest(batch());
    QCOMPARE(s.body()->source().text(), batch().body);
    auto *indented = s.find<QCheckBox>(u"requestIndented"_s);
    QVERIFY(!indented->isChecked());
    indented->setFocus();
    QTest::keyClick(indented, Qt::Key_Space);
    QVERIFY(s.body()->toPlainText().contains(u"\n      \"b\": 1.50,"_s));
    QTest::keyClick(indented, Qt::Key_Space);
    QCOMPARE(s.body()->source().text(), batch().body);
}

void TestRequestView::marksMaskedKeys()
{
    Subject s;
    Request request = batch();
    request.body = "{\"api_key\":\"key_\u2026#3fa9\"}";
    s.view.setRequest(request);
    QVERIFY(s.find<QLabel>(u"requestMaskNote"_s)->isVisible());
    QCOMPARE(s.body()->extraSelections().size(), 1);
    QCOMPARE(s.body()->extraSelections().constFirst().cursor.selectedText(), u"key_\u2026#3fa9"_s);
    request.headers = {};
    request.body = "{}";
    s.view.setRequest(request);
    QVERIFY(!s.find<QLabel>(u"requestMaskNote"_s)->isVisible());
    QVERIFY(s.body()->extraSelections().isEmpty());
}

void TestRequestView::showsQueriesDecoded()
{
    Subject s;
    s.view.setRequest(query());
    QCOMPARE(s.find<PlainLines>(u"requestUrl"_s)->toPlainText(), u"GET https://api.example/t"_s);
    QCOMPARE(s.find<PlainLines>(u"requestParameters"_s)->toPlainText(),
        u"name = page view\nuser.id = a+b"_s.replace(u"name = "_s, u"name =    "_s));
    QCOMPARE(s.body()->toPlainText(), QString::fromUtf8(query().url));
    QVERIFY(s.find<QLabel>(u"requestSize"_s)->text().endsWith(u"no body"_s));
    s.view.setRequest(batch());
    QVERIFY(!s.find<PlainLines>(u"requestParameters"_s)->isVisible());
}

void TestRequestView::saysWhatIsLeft()
{
    Subject s;
    s.view.setRequest(query());
    auto *left = s.find<NoticeBox>(u"requestLeft"_s);
    QVERIFY(left->isVisible());
    QVERIFY(left->text().contains(u"/tags\n/items"_s));
    Request many = query();
    for (int i = 0; i < 40; ++i)
        many.left.push_back(JsonPointer().child(std::to_string(i)));
    s.view.setRequest(many);
    QVERIFY(left->text().contains(u"and 30 more"_s));
}

void TestRequestView::copiesByKeyboard()
{
    Subject s;
    s.view.setRequest(batch());
    auto *headers = s.find<PlainLines>(u"requestHeaders"_s);
    headers->setFocus();
    QTest::keySequence(headers, QKeySequence::Copy);
    QCOMPARE(QApplication::clipboard()->text(),
        u"Content-Type: application/json\nAuthorization: Bearer key_\u2026#3fa9\n"_s);
    QTest::keySequence(headers, QKeySequence::SelectAll);
    QTest::keySequence(headers, QKeySequence::Copy);
    QVERIFY(QApplication::clipboard()->text().startsWith(u"Content-Type: application/json\n"_s));
    s.body()->setFocus();
    QTest::keySequence(s.body(), QKeySequence::Copy);
    QCOMPARE(QApplication::clipboard()->text().toUtf8(), batch().body);
    QTest::keyClick(s.body(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(QApplication::clipboard()->text().startsWith(u"POST https://api.example/v1/events\nContent-Type"_s));
}

void TestRequestView::takesLargeBodies()
{
    Subject s;
    Request request = batch();
    request.body = "{\"list\":[";
    while (request.body.size() < 10'000'000)
        request.body += "{\"name\":\"api.call\",\"n\":12345},";
    request.body += "0]}";
    s.view.setRequest(request);
    auto *part = s.find<QLabel>(u"bodyPart"_s);
    QVERIFY(part->isVisible());
    QVERIFY(s.body()->document()->characterCount() < 400'000);
    auto *later = s.find<QToolButton>(u"bodyLater"_s);
    QTest::keyClick(later, Qt::Key_Space);
    QVERIFY(s.body()->source().begin() > 0);
    s.find<QCheckBox>(u"requestIndented"_s)->toggle();
    QTRY_VERIFY_WITH_TIMEOUT(s.body()->toPlainText().contains(u"\n      \"name\": \"api.call\","_s), 20000);
    s.view.setRequest(batch());
    QVERIFY(!part->isVisible());
}

void TestRequestView::takesHostileValues()
{
    Subject s;
    Request request = batch();
    request.headers = {{"X-Long", QByteArray(100'000, 'x')}, {"X-Lines", "a\r\nb\u202E"}};
    s.view.setRequest(request);
    const QString shown = s.find<PlainLines>(u"requestHeaders"_s)->toPlainText();
    QVERIFY(shown.size() < 10'000);
    QVERIFY(shown.contains(u"100,000 bytes"_s) || shown.contains(u"100000 bytes"_s));
    QVERIFY(shown.endsWith(u"a\u240D\u240Ab\u00B7"_s));
    QVERIFY(s.find<PlainLines>(u"requestHeaders"_s)->height() < 300);
}

void TestRequestView::saysWhyThereIsNone()
{
    Subject s;
    s.view.setReason(u"The text is no JSON: line 3."_s);
    QVERIFY(s.find<QLabel>(u"requestReason"_s)->isVisible());
    QCOMPARE(s.find<QLabel>(u"requestReason"_s)->text(), u"The text is no JSON: line 3."_s);
    s.view.setRequest(batch());
    QVERIFY(!s.find<QLabel>(u"requestReason"_s)->isVisible());
}

// With a variable in the place of the key, which is told.
void TestRequestView::copiesAsCurl()
{
    Subject s;
    s.view.setRequest(batch());
    auto *note = s.find<QLabel>(u"requestCurlNote"_s);
    QVERIFY(!note->isVisible());
    s.find<QToolButton>(u"requestCopyCurl"_s)->click();
    QString text = QApplication::clipboard()->text();
    QVERIFY2(text.startsWith(u"curl --request POST 'https://api.example/v1/events'"_s), qPrintable(text));
    QVERIFY(text.contains(u"'Authorization: Bearer '\"$EVENTSCOPE_KEY\""_s));
    QVERIFY(text.contains(QString::fromUtf8(batch().body)));
    QVERIFY(note->isVisible());
    QVERIFY(note->text().contains(u"EVENTSCOPE_KEY"_s));
    CurlContext context;
    context.variables = {{"key_\u2026#3fa9", "STAGING_KEY"}};
    s.view.setRequest(batch(), context);
    s.find<QToolButton>(u"requestCopyCurl"_s)->click();
    text = QApplication::clipboard()->text();
    QVERIFY(text.contains(u"\"$STAGING_KEY\""_s));
    s.view.setRequest(query());
    QVERIFY(!note->isVisible());
}

}

QTEST_MAIN(eventscope::TestRequestView)
#include "tst_requestview.moc"
