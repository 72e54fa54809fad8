// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "composer/requestpreview.h"
#include "delivery/curl.h"

#include <QWidget>

#include <memory>

namespace eventscope {

// What will go out, or went out: method and URL, every header, the body's bytes; of a query transport the
// parameters, one a line, and what it cannot carry. Read-only; text can be selected and copied. Bodies of
// any size. GUI thread.
class RequestView : public QWidget {
    Q_OBJECT

public:
    explicit RequestView(QWidget *parent = nullptr);
    ~RequestView() override;

    // Made with masked keys. The context is for its copy as a line for curl.
    void setRequest(const Request &request, const CurlContext &context = {});
    // The same before it goes out.
    void setPreview(const RequestPreview &preview, const CurlContext &context);
    // Instead of a request: why there is none.
    void setReason(const QString &sentence);

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
