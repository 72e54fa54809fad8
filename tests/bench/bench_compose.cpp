// SPDX-License-Identifier: GPL-3.0-or-later
// How long a draft takes: from a keystroke to its findings at 100 kB, in many lines and in one, and to open and
// edit 10 MB. The text is the first sample of each service, with an object of many members put in.
#include "compose/draftjudge.h"
#include "compose/formspec.h"
#include "event/utf8.h"

#include <QCoreApplication>
#include <QDir>
#include <QEventLoop>

#include <algorithm>
#include <chrono>
#include <cstdio>

using namespace eventscope;

namespace {

constexpr int keystrokes = 100;
constexpr double barMs = 50;
constexpr double openBarMs = 1000;

using Clock = std::chrono::steady_clock;

double msSince(Clock::time_point begin)
{
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

// One sendable event of at least so many bytes.
DraftState largeEvent(const Service &service, qsizetype bytes, bool lines)
{
    const auto &samples = service.samples();
    const auto sample = std::find_if(samples.begin(), samples.end(), [&](const Sample &one) {
        const Shape *shape = service.shape(one.shape);
        return one.note.isEmpty() && shape && shape->sendable;
    });
    if (sample == samples.end())
        return {};
    DraftState state;
    state.service = service.id();
    state.shape = sample->shape;
    const QByteArray line = lines ? "\n    " : " ";
    QByteArray members = "{" + line + "\"member_000000\": \"\"";
    for (int i = 1; members.size() < bytes; ++i)
        members += "," + line + "\"member_" + QByteArray::number(i).rightJustified(6, '0') + "\": \"value number " +
                   QByteArray::number(i) + "\"";
    members += (lines ? "\n  }" : "}");
    JsonTape tape;
    QByteArray text = sample->text;
    if (!lines)
        text = text.simplified();
    if (!tape.read(viewOf(text)))
        return {};
    const auto edits = editToSet(tape, JsonPointer::parse("/own_members").value(), members);
    state.text = edits ? applied(text, *edits) : QByteArray();
    return state;
}

double judgedWithin(DraftJudge &judge, Clock::time_point begin)
{
    QEventLoop loop;
    QObject::connect(&judge, &DraftJudge::judged, &loop, [&] {
        if (judge.isCurrent())
            loop.quit();
    });
    if (!judge.isCurrent())
        loop.exec();
    return msSince(begin);
}

bool typeAndJudge(const ServiceSet &services, const DraftState &state, const char *layout)
{
    Draft draft(state);
    DraftJudge judge(draft, services);
    static_cast<void>(judgedWithin(judge, Clock::now()));
    const auto place = static_cast<quint32>(state.text.indexOf("value number 500") + 5);
    std::vector<double> times;
    for (int i = 0; i < keystrokes; ++i) {
        const auto begin = Clock::now();
        draft.edit(DraftPart::Event, {{place + static_cast<quint32>(i), 0, "x"}}, "typing");
        times.push_back(judgedWithin(judge, begin));
    }
    std::sort(times.begin(), times.end());
    const double median = times[times.size() / 2];
    std::printf("  %4lld kB, %-10s  median %6.2f ms, max %6.2f ms  (%zu findings; bar %.0f ms)\n",
        static_cast<long long>(state.text.size() / 1000), layout, median, times.back(),
        judge.judgement().findings.size(), barMs);
    return median < barMs;
}

bool openLarge(const ServiceSet &services, const DraftState &state, const char *layout)
{
    const ServicePtr service = services.services().find(state.service);
    const auto begin = Clock::now();
    Draft draft(state);
    DraftJudge judge(draft, services);
    const JsonTape &tape = draft.tape();
    if (tape.isEmpty())
        return false;
    const double read = msSince(begin);
    const FormSpec form = formSpec(*service, state.shape, service->kindOf(tape.root(), state.shape));
    const std::size_t unknown = form.unknownMembers(tape.root()).size();
    const double formed = msSince(begin);
    const double whole = judgedWithin(judge, begin);
    const auto typed = Clock::now();
    draft.edit(DraftPart::Event, {{static_cast<quint32>(state.text.indexOf("value number 500") + 5), 0, "x"}});
    const double edited = msSince(typed);
    const auto setting = Clock::now();
    const auto set = draft.set(DraftPart::Event, JsonPointer::parse("/own_members/member_000007").value(), "7");
    const double wasSet = msSince(setting);
    std::printf("  %4lld MB, %-10s  read %.0f ms, form %.0f ms (%zu unknown), findings %.0f ms (bar %.0f); "
                "a keystroke %.1f ms, a field %.1f ms%s\n",
        static_cast<long long>(state.text.size() / 1'000'000), layout, read, formed, unknown, whole, openBarMs, edited,
        wasSet, set ? "" : " (refused)");
    return whole < openBarMs;
}

}

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const auto loaded = Services::load(QDir(QStringLiteral("/nonexistent")));
    std::vector<Error> faults;
    const ServiceSet services = ServiceSet::compile(loaded.services, &faults);
    bool good = faults.empty();
    for (const ServicePtr &service : loaded.services.all()) {
        std::printf("%s\n", service->id().constData());
        for (const bool lines : {true, false}) {
            const char *layout = lines ? "many lines" : "one line";
            good = typeAndJudge(services, largeEvent(*service, 100'000, lines), layout) && good;
            good = openLarge(services, largeEvent(*service, 10'000'000, lines), layout) && good;
        }
    }
    std::printf(good ? "within the bars\n" : "NOT within the bars\n");
    return good ? 0 : 1;
}
