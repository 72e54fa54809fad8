// SPDX-License-Identifier: GPL-3.0-or-later
#include "receiver/captureanswer.h"

#include "event/jsontext.h"
#include "event/utf8.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <limits>

namespace eventscope {

namespace {

QString answerSentence(const char *text)
{
    return QCoreApplication::translate("Receiver", text);
}

QByteArray withoutPort(const QByteArray &client)
{
    const qsizetype colon = client.lastIndexOf(':');
    QByteArray address = colon < 0 ? client : client.first(colon);
    if (address.startsWith('[') && address.endsWith(']'))
        address = address.sliced(1, address.size() - 2);
    return address;
}

HttpAnswer jsonAnswer(int status, QByteArray body)
{
    return {status, {{"Content-Type", "application/json"}}, std::move(body), {}};
}

// A browser asks before it sends.
HttpAnswer preflight(const HttpRequest &request, const QByteArray &methods)
{
    HttpAnswer answer;
    answer.status = 204;
    answer.headers.push_back({"Access-Control-Allow-Methods", methods});
    if (const QByteArray headers = request.header("Access-Control-Request-Headers"); !headers.isEmpty())
        answer.headers.push_back({"Access-Control-Allow-Headers", headers});
    answer.headers.push_back({"Access-Control-Max-Age", "600"});
    return answer;
}

HttpAnswer optionsAnswer(const HttpRequest &request, const RoutePath *path)
{
    const QByteArray allow = path ? path->allow() : QByteArray("OPTIONS, POST");
    const bool asks = !request.header("Access-Control-Request-Method").isEmpty();
    if (asks && (!path || path->cors))
        return preflight(request, allow);
    HttpAnswer answer;
    answer.status = 204;
    answer.headers.push_back({"Allow", allow});
    return answer;
}

HttpAnswer welcomeAnswer(const CaptureSetup &setup)
{
    QByteArray body =
        "{\"eventscope\":" +
        quoted(QStringView(answerSentence(
            "This is Eventscope's receiver. Events that are sent here are kept and judged on this computer."))) +
        ",\"ways_in\":[";
    bool first = true;
    for (const RoutePath &path : setup.routes.paths()) {
        for (const RoutePtr &route : path.routes) {
            body += std::exchange(first, false) ? "" : ",";
            body += "\n  {\"service\":" + quoted(viewOf(route->service->id())) +
                    ",\"transport\":" + quoted(viewOf(route->form->transport().id)) +
                    ",\"method\":" + quoted(viewOf(route->request.method)) + ",\"path\":" + quoted(viewOf(path.path)) +
                    '}';
        }
    }
    return jsonAnswer(200, body + "\n]}\n");
}

QByteArray retryAfter(const FaultSpec &fault, Micros now)
{
    if (!fault.retryAfterAsDate)
        return QByteArray::number(*fault.retryAfter);
    const QDateTime when = QDateTime::fromMSecsSinceEpoch(now / 1000, Qt::UTC).addSecs(*fault.retryAfter);
    return QLocale::c().toString(when, QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'")).toLatin1();
}

}

HttpAnswer plainAnswer(int status, const QString &sentence)
{
    return jsonAnswer(status, "{\"error\":" + quoted(QStringView(sentence)) + '}');
}

HttpAnswer formAnswer(const AnswerForm &form, const AnswerFacts &facts)
{
    return jsonAnswer(form.status(), form.body(facts));
}

HttpAnswer errorAnswer(const Route *route, int status, AnswerFacts facts)
{
    return route ? jsonAnswer(status, route->answers->invalid.body(facts)) : plainAnswer(status, facts.message);
}

AnswerFacts answerFacts(const HttpRequest &request, const Route *route)
{
    AnswerFacts facts;
    facts.now = request.received;
    facts.max = route ? route->request.most : 0;
    facts.client = withoutPort(request.client);
    facts.userAgent = request.header("User-Agent");
    return facts;
}

std::optional<HttpAnswer> shortAnswer(
    const CaptureSetup &setup, const HttpRequest &request, const RequestTarget &target, const RoutePath *path)
{
    if (!target.fault.isEmpty())
        return plainAnswer(404, target.fault);
    if (request.method == "OPTIONS")
        return optionsAnswer(request, path);
    if (target.path == "/" && (request.method == "GET" || request.method == "HEAD"))
        return welcomeAnswer(setup);
    if (path && !path->takes(request.method)) {
        HttpAnswer answer = plainAnswer(405,
            answerSentence("%1 is not taken here; send %2.")
                .arg(QString::fromLatin1(request.method), QString::fromLatin1(path->routes.front()->request.method)));
        answer.headers.push_back({"Allow", path->allow()});
        return answer;
    }
    const bool sends = request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
    if (!path && (!sends || request.body.isEmpty())) {
        return plainAnswer(
            404, answerSentence("Nothing is sent to this path. Ask for / to see which paths take events."));
    }
    return std::nullopt;
}

HttpAnswer faultAnswer(const FaultSpec &fault, const Route *route, const AnswerFacts &facts)
{
    AnswerFacts said = facts;
    said.message = answerSentence("A fault that was asked for: %1").arg(fault.text);
    const int status = fault.status.value_or(500);
    HttpAnswer answer = errorAnswer(route, status, said);
    if (!fault.body.isEmpty())
        answer.body = fault.body;
    else if (status == 204)
        answer.body.clear();
    else if (status < 400)
        answer.body = "{}";
    if (fault.retryAfter)
        answer.headers.push_back({"Retry-After", retryAfter(fault, facts.now)});
    applyFault(fault, answer);
    return answer;
}

void applyFault(const FaultSpec &fault, HttpAnswer &answer)
{
    answer.fault.delayMs = fault.delayMs;
    if (fault.drop) {
        answer.fault.kind = AnswerFault::Kind::Drop;
    } else if (fault.silenceMs > 0) {
        answer.fault.kind = AnswerFault::Kind::Drop;
        answer.fault.delayMs += fault.silenceMs;
    } else if (fault.half) {
        answer.fault.kind = AnswerFault::Kind::Half;
    } else if (fault.slow > 0) {
        answer.fault.kind = AnswerFault::Kind::Slow;
        answer.fault.bytesPerSecond = fault.slow;
    }
}

}
