// SPDX-License-Identifier: GPL-3.0-or-later
#include "receiver/routes.h"

#include "event/utf8.h"
#include "service/jsontree.h"
#include "validation/seriesjudge.h"

#include <QCoreApplication>

#include <algorithm>

namespace eventscope {

namespace {

using Json = nlohmann::ordered_json;

// The member of a body that stands for the events.
QByteArray listMember(const Json &body)
{
    if (!body.is_object())
        return {};
    for (const auto &[name, value] : body.items()) {
        if (value.is_string() && value.get_ref<const std::string &>() == "$events")
            return QByteArray::fromStdString(name);
    }
    return {};
}

Receptions::RepeatMarks repeatMarksOf(const ServiceSet &services)
{
    auto marks = std::make_shared<std::vector<Receptions::RepeatMark>>();
    for (const ServicePtr &service : services.services().all()) {
        const std::shared_ptr<const Judge> judge = services.judge(service->id());
        for (const RepeatRule &rule : judge ? repeatRules(*judge) : std::vector<RepeatRule>()) {
            if (rule.shapes.empty())
                marks->push_back({service->id(), {}, rule.hit, rule.window});
            for (const QByteArray &shape : rule.shapes)
                marks->push_back({service->id(), shape, rule.hit, rule.window});
        }
    }
    marks->push_back({{}, {}, {repeatRule, Severity::Info}, std::nullopt});
    return marks;
}

bool isCorsPath(const Json &transport, const QByteArray &path)
{
    for (const Json &one : memberOf(transport, "cors")) {
        if (one.is_string() && viewOf(path) == one.get_ref<const std::string &>())
            return true;
    }
    return false;
}

bool isTagCharacter(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
}

// "/run/abc/rest" → "abc" and "/rest"; nothing without that word.
struct TakenWord {
    QByteArray value;
    QByteArray rest;
};
std::optional<TakenWord> takenWord(const QByteArray &path, QByteArrayView head)
{
    if (!path.startsWith(head))
        return std::nullopt;
    const qsizetype end = path.indexOf('/', head.size());
    if (end < 0)
        return TakenWord{path.sliced(head.size()), "/"};
    return TakenWord{path.sliced(head.size(), end - head.size()), path.sliced(end)};
}

}

bool RoutePath::takes(QByteArrayView method) const
{
    return std::any_of(
        routes.begin(), routes.end(), [&](const RoutePtr &route) { return route->request.method == method; });
}

QByteArray RoutePath::allow() const
{
    QByteArrayList methods{"OPTIONS"};
    for (const RoutePtr &route : routes) {
        if (!methods.contains(route->request.method))
            methods.append(route->request.method);
    }
    return methods.join(", ");
}

bool isTag(QByteArrayView tag) noexcept
{
    return !tag.isEmpty() && tag.size() <= 64 && std::all_of(tag.begin(), tag.end(), isTagCharacter);
}

RequestTarget targetOf(const QByteArray &path)
{
    RequestTarget target;
    QByteArray rest = path;
    bool token = false;
    bool run = false;
    for (;;) {
        if (const auto taken = token ? std::nullopt : takenWord(rest, "/token/")) {
            token = true;
            target.shown += "/token/" + fingerprint(viewOf(taken->value), {});
            rest = taken->rest;
        } else if (const auto tag = run ? std::nullopt : takenWord(rest, "/run/")) {
            run = true;
            target.tag = tag->value;
            target.shown += "/run/" + tag->value;
            rest = tag->rest;
        } else {
            break;
        }
    }
    if (run && !isTag(target.tag)) {
        target.tag.clear();
        target.fault = QCoreApplication::translate("Receiver",
            "The tag of a test run, behind /run/, has 1 to 64 letters, digits, dots, underscores and hyphens.");
    }
    target.shown += rest;
    target.path = QByteArray::fromPercentEncoding(rest);
    return target;
}

Routes::Routes(const ServiceSet &services)
    : m_repeatMarks(repeatMarksOf(services))
{
    for (const ServicePtr &service : services.services().all()) {
        const std::shared_ptr<const Judge> judge = services.judge(service->id());
        const Json &transports = memberOf(service->definition(), "transports");
        for (const Transport &transport : service->transports()) {
            const auto form = TransportForm::of(service, transport.id);
            if (!form || !judge)
                continue;
            const Json &json = transports.at(transport.id.toStdString());
            const auto answers = std::make_shared<const AnswerForms>(memberOf(json, "answer"));
            for (const RequestForm *request : {(*form)->one(), (*form)->many()}) {
                if (!request)
                    continue;
                const bool many = request == (*form)->many();
                const QByteArray list = many ? listMember(memberOf(json.at("many"), "body")) : QByteArray();
                add(std::make_shared<const Route>(
                        Route{service, judge, *form, *request, many, list, answers, m_repeatMarks}),
                    json.value("prefix", false), isCorsPath(json, request->path));
            }
        }
    }
    std::stable_sort(m_paths.begin(), m_paths.end(),
        [](const RoutePath &a, const RoutePath &b) { return a.path.size() > b.path.size(); });
}

void Routes::add(const RoutePtr &route, bool prefix, bool cors)
{
    const QByteArray path = QByteArray::fromPercentEncoding(route->request.path);
    auto found = std::find_if(m_paths.begin(), m_paths.end(), [&](const RoutePath &one) { return one.path == path; });
    if (found == m_paths.end())
        found = m_paths.insert(m_paths.end(), RoutePath{path, false, false, {}});
    found->prefix |= prefix;
    found->cors |= cors;
    found->routes.push_back(route);
}

const RoutePath *Routes::find(QByteArrayView decodedPath) const noexcept
{
    for (const RoutePath &one : m_paths) {
        if (decodedPath == one.path)
            return &one;
    }
    for (const RoutePath &one : m_paths) {
        if (one.prefix && decodedPath.endsWith(one.path))
            return &one;
    }
    return nullptr;
}

}
