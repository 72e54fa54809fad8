// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/draft.h"
#include "validation/finding.h"

#include <QWidget>

#include <memory>
#include <vector>

namespace eventscope {

// A draft's event text as source, in QScintilla: line numbers, folding, colours, findings as squiggles
// with their sentence on hovering and in the margin as symbols. One view of the draft: typing becomes
// byte edits of the draft, the draft's edits are made in place, caret and scroll stay. Undo and redo are
// the draft's. Lines of more than 20 kB are laid out with marked breaks at token boundaries, which are
// never part of the text nor of what is copied; over 1 MB nothing is wrapped. GUI thread.
class JsonEditor : public QWidget {
    Q_OBJECT

public:
    explicit JsonEditor(Draft &draft, QWidget *parent = nullptr);
    ~JsonEditor() override;

    void setFindings(const std::vector<Finding> &findings);
    // Line and column, from 1, of the caret in the draft's text.
    [[nodiscard]] TextPlace caret() const;
    // The caret's byte in the draft's text.
    [[nodiscard]] quint32 caretOffset() const;

public slots:
    // Selects the stretch and scrolls to it; folded lines open.
    void show(quint32 offset, quint32 length, bool takeFocus);
    void focusEditor();
    void find();    // Ctrl+F: a find bar below the text

signals:
    void caretMoved(quint32 offset);
    // Alt+Return: the fix of a finding at the caret.
    void fixRequested(const eventscope::Finding &finding);

protected:
    bool event(QEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
