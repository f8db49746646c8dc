/*
 * locale.h - newlocale and uselocale, which macOS and the BSDs keep in a header of
 * their own.
 */
#ifndef BASE_LOCALE_H
#define BASE_LOCALE_H

#include <locale.h>
#if __has_include(<xlocale.h>)
#include <xlocale.h>
#endif

#endif
