// SPDX-License-Identifier: GPL-3.0-or-later
// Owns the precompiled header that the test programs share.
int main()
{
    return 0;
}
