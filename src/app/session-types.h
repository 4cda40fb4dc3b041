/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a session tells and is given. */
#pragma once

#include <gio/gio.h>

#include "core/types.h"

#define SESSION_LEASE_DAYS 14 /* offline sign-in without having met the server (design §4) */
#define SESSION_POLL_S 10

#define SESSION_ERROR (session_error_quark ())
GQuark session_error_quark (void);

typedef enum
{
  SESSION_ERROR_PASSWORD,     /* account or password is wrong */
  SESSION_ERROR_UNKNOWN_KEY,  /* the server's key is neither accepted nor trusted by the system */
  SESSION_ERROR_FIRST_ONLINE, /* never signed in here, and the server cannot be reached */
  SESSION_ERROR_LEASE,        /* signed in here too long ago to go on without the server */
  SESSION_ERROR_DOWN,         /* the server does not answer */
  SESSION_ERROR_CLOCK,        /* this machine's clock is wrong */
  SESSION_ERROR_NONSENSE,     /* what answers is no server of ours */
  SESSION_ERROR_REFUSED,      /* locked account, revoked device, too many attempts: the message says it */
  SESSION_ERROR_VERSION,      /* this program is too old for the server, or the server for it */
  SESSION_ERROR_OTHER_SERVER, /* the store belongs to another server */
  SESSION_ERROR_STORE,        /* the store cannot be opened: damaged, foreign, newer, full, locked by another window */
  SESSION_ERROR_UNSENT,       /* something is unsent */
  SESSION_ERROR_READ_ONLY,    /* the lease ended, or the device was revoked */
  SESSION_ERROR_ADDRESS,      /* no https address */
  SESSION_ERROR_NO_CARD,      /* nothing is known of that person's signing key */
  SESSION_ERROR_WEAK,         /* the new password is too short, too common or holds the name */
  SESSION_ERROR_FILE,         /* a file that cannot be taken in or given out: the message names it and says why */
} SessionError;

/* Why a banner stands above the rooms, the gravest first when several hold. */
typedef enum
{
  SESSION_BANNER_NONE,
  SESSION_BANNER_STORE,        /* the disk is full or the store failed */
  SESSION_BANNER_DAMAGED,      /* the store's check failed */
  SESSION_BANNER_REVOKED,      /* the administrator switched the device off */
  SESSION_BANNER_LEASE,        /* 14 days without the server */
  SESSION_BANNER_SIGN_IN,      /* the server asks for the password */
  SESSION_BANNER_PASSWORD,     /* the administrator gave a password; one of their own comes first */
  SESSION_BANNER_OTHER_SERVER, /* another server answers at this address */
  SESSION_BANNER_CERTIFICATE,  /* the server's key is another one */
  SESSION_BANNER_CLIENT_OLD,   /* this program must be updated */
  SESSION_BANNER_SERVER_OLD,   /* some rooms are off until the server is updated */
  SESSION_BANNER_CLOCK,        /* this machine's clock is off by more than 5 minutes */
  SESSION_BANNER_NONSENSE,     /* something else answers at the server's address */
  SESSION_BANNER_DOWN,         /* the server does not answer: offline */
  SESSION_BANNER_BUSY,         /* the server asks for patience */
  SESSION_BANNER_SERVER_STORE, /* the server cannot save: its disk is full, perhaps */
  SESSION_BANNER_RESTORED,     /* the server came back from a backup; what it lost is sent again */
  SESSION_BANNER_RECOVERED,    /* the store was damaged and is fetched anew */
  SESSION_BANNER_CATCHING_UP,
} SessionBanner;

/* Somewhere to keep the refresh token of an account. keep () and drop () are called in a thread of their own, one after
 * the other, and may wait for the person; find () is called in another and asks nobody. All may fail quietly. */
typedef struct
{
  gboolean (*keep) (const char *account, const char *secret, gpointer data);
  char *(*find) (const char *account, gpointer data); /* (transfer full) (nullable) */
  void (*drop) (const char *account, gpointer data);
  gpointer data;
} SessionVault;

/* The secret service, where there is one. */
extern const SessionVault session_vault_libsecret;

/* An account known on this device. */
typedef struct
{
  char  *login;
  char  *name;   /* of the person, "" if not known yet */
  char  *server; /* address */
  char  *path;   /* of its store */
  gint64 last_sync;
} SessionAccount;

void session_account_free (SessionAccount *account);

/* Somebody who has just typed the right password: holds the key in locked memory until it is freed. */
typedef struct SessionSigner SessionSigner;

Id session_signer_person (const SessionSigner *signer);
/* 64 hex digits. (transfer none) */
const char *session_signer_public_key (const SessionSigner *signer);
/* Signature over @length bytes, 128 hex digits. (transfer full) */
char *session_signer_sign (const SessionSigner *signer, gconstpointer bytes, gsize length);
void  session_signer_free (SessionSigner *signer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SessionSigner, session_signer_free)
