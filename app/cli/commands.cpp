// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commands.h"

#include "event/tr.h"

using namespace Qt::StringLiterals;

namespace eventscope {

std::vector<Command> commands()
{
    return {
        {u"import"_s, tr("Read events from files into the store"), runImport},
        {u"query"_s, tr("List, count and summarise stored events"), runQuery},
        {u"export"_s, tr("Write stored events to a file"), runExport},
        {u"validate"_s, tr("Judge the events in files, without a store"), runValidate},
        {u"schema"_s, tr("Infer a tracking plan or a JSON Schema from events"), runSchema},
        {u"plan"_s, tr("Compare tracking plans with events, check and change them"), runPlan},
        {u"generate"_s, tr("Make realistic events of a recipe"), runGenerate},
        {u"send"_s, tr("Send the events in files to a service"), runSend},
        {u"outbox"_s, tr("Look after what is queued to be sent"), runOutbox},
        {u"deliveries"_s, tr("Write the log of what was sent where"), runDeliveries},
        {u"listen"_s, tr("Receive events on this computer, as the services do"), runListen},
        {u"endpoints"_s, tr("Add, list and remove the places to send to"), runEndpoints},
        {u"services"_s, tr("List the service definitions, or check one"), runServices},
    };
}

}
