/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session-private.h"

#include <glib/gi18n.h>

#include "store/blob.h"
#include "store/draft.h"

G_DEFINE_FINAL_TYPE (ZuoxiSession, zuoxi_session, G_TYPE_OBJECT)

enum
{
  PROP_SIGNED_IN = 1,
  PROP_ONLINE,
  PROP_BUSY,
  PROP_UNSENT,
  PROP_UNSENT_SINCE,
  PROP_LAST_SYNC,
  PROP_BEHIND,
  PROP_PROGRESS,
  PROP_BANNER,
  PROP_BANNER_TEXT,
  PROP_READ_ONLY,
  PROP_SAMPLE,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

enum
{
  TABLE_CHANGED,
  DIRECTORY_CHANGED,
  OUTCOME,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static const char *const directory_tables[] = { "department", "team", "person", "assignment", "calendar_day" };

/* Who and when */

Id
zuoxi_session_get_me (ZuoxiSession *self)
{
  return self->me;
}

const char *
zuoxi_session_get_my_name (ZuoxiSession *self)
{
  const Person *person = self->directory != NULL ? directory_person (self->directory, self->me) : NULL;

  return person != NULL ? person->name : self->login;
}

gint64
zuoxi_session_now (ZuoxiSession *self)
{
  return g_get_real_time () + (self->sample ? self->sync.clock_offset : 0);
}

const char *
zuoxi_session_today (ZuoxiSession *self)
{
  day_format (moment_day (zuoxi_session_now (self), MOMENT_OFFSET_S), self->today);
  return self->today;
}

gint64
zuoxi_session_get_clock_offset (ZuoxiSession *self)
{
  return self->sync.clock_offset;
}

gboolean
zuoxi_session_must_change_password (ZuoxiSession *self)
{
  return self->must_change || self->sync.trouble == SYNC_PASSWORD;
}

gboolean
zuoxi_session_has_post (ZuoxiSession *self, Post post)
{
  return self->directory != NULL && directory_has_post (self->directory, self->me, post, zuoxi_session_today (self));
}

guint
zuoxi_session_relations (ZuoxiSession *self, Id subject)
{
  return self->directory != NULL ? directory_relations (self->directory, self->me, subject, zuoxi_session_today (self))
                                 : 0;
}

Directory *
zuoxi_session_get_directory (ZuoxiSession *self)
{
  return self->directory;
}

Calendar *
zuoxi_session_get_calendar (ZuoxiSession *self)
{
  return self->calendar;
}

const char *
zuoxi_session_get_server (ZuoxiSession *self)
{
  return self->server;
}

const char *
zuoxi_session_get_login (ZuoxiSession *self)
{
  return self->login;
}

gint64
zuoxi_session_get_last_contact (ZuoxiSession *self)
{
  return MAX (self->met, MAX (self->last_contact, self->sync.last_sync));
}

void
zuoxi_session_get_catch_up (ZuoxiSession *self, gint64 *arrived, gint64 *expected)
{
  *arrived = self->sync.arrived;
  *expected = self->sync.expected;
}

StoreWorker *
zuoxi_session_get_worker (ZuoxiSession *self)
{
  return self->worker;
}

Store *
zuoxi_session_get_reader (ZuoxiSession *self)
{
  return self->reader;
}

gboolean
zuoxi_session_get_seen_key (ZuoxiSession *self, Digest *out)
{
  if (self->has_seen)
    *out = self->seen;
  return self->has_seen;
}

void
zuoxi_session_set_poll_interval (ZuoxiSession *self, int seconds)
{
  self->poll_s = CLAMP (seconds, 1, 86400);
  session_sync_poll (self);
}

void
zuoxi_session_sync_now (ZuoxiSession *self)
{
  session_sync_event (self, DESK_START);
}

/* Directory */

static void
free_view_cb (gpointer view)
{
  desk_view_free (view);
}

/* Takes what it needs out of @view. */
void
session_take_view (ZuoxiSession *self, DeskView *view)
{
  g_clear_pointer (&self->directory, directory_unref);
  g_clear_pointer (&self->calendar, calendar_free);
  self->directory = g_steal_pointer (&view->directory);
  self->calendar = g_steal_pointer (&view->calendar);
  self->sample = self->sample || view->sample;
  self->last_contact = MAX (self->last_contact, view->last_contact);
}

static void
on_view_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZuoxiSession) self = user_data;
  gpointer data = NULL;

  self->directory_reading = FALSE;
  if (self->worker == NULL || !store_call_finish (self->worker, result, &data, NULL))
    return;
  session_take_view (self, data);
  desk_view_free (data);
  g_signal_emit (self, signals[DIRECTORY_CHANGED], 0);
  if (self->directory_stale)
    session_read_directory (self);
}

void
session_read_directory (ZuoxiSession *self)
{
  self->directory_stale = TRUE;
  if (self->directory_reading || self->worker == NULL)
    return;
  self->directory_stale = FALSE;
  self->directory_reading = TRUE;
  store_call_async (self->worker, STORE_USER, desk_read_view, NULL, NULL, free_view_cb, NULL, on_view_read_cb,
                    g_object_ref (self));
}

/* Notices */

static gboolean on_notices_due_cb (gpointer user_data);

static void
tell_notices (ZuoxiSession *self)
{
  gint64 wait = notices_tell (self->notices, g_get_monotonic_time ());

  if (wait >= 0 && self->notices_source == 0)
    self->notices_source = g_timeout_add ((guint) (wait / 1000 + 1), on_notices_due_cb, self);
}

static gboolean
on_notices_due_cb (gpointer user_data)
{
  ZuoxiSession *self = user_data;

  self->notices_source = 0;
  if (self->notices != NULL)
    tell_notices (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_notices_woken_cb (gpointer user_data)
{
  ZuoxiSession *self = g_weak_ref_get (user_data);

  if (self == NULL)
    return G_SOURCE_REMOVE;
  if (self->notices != NULL)
    tell_notices (self);
  g_object_unref (self);
  return G_SOURCE_REMOVE;
}

static GWeakRef *
weak_new (ZuoxiSession *self)
{
  GWeakRef *weak = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak, self);
  return weak;
}

static void
weak_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

/* On the worker's thread; @data is a GWeakRef that lives as long as the notices' worker. */
static void
on_notices_wake (gpointer data)
{
  ZuoxiSession *self = g_weak_ref_get (data);

  if (self == NULL)
    return;
  g_idle_add_full (G_PRIORITY_DEFAULT, on_notices_woken_cb, weak_new (self), weak_free);
  g_object_unref (self);
}

static void
on_table_changed (const char *table, gpointer data)
{
  ZuoxiSession *self = data;

  if (g_strv_contains (directory_tables, table))
    session_read_directory (self);
  session_care_soon (self);
  if (g_str_equal (table, STORE_BLOB_TABLE))
    session_files_changed (self);
  g_signal_emit (self, signals[TABLE_CHANGED], g_quark_from_string (table), table);
}

/* The reference in @parts outlives the worker, which may wake at any time. */
void
session_new_notices (ZuoxiSession *self, SessionParts *parts)
{
  parts->wake = weak_new (self);
  parts->notices = notices_new (on_notices_wake, parts->wake);
}

void
session_parts_clear (SessionParts *parts)
{
  g_clear_pointer (&parts->worker, store_worker_free);
  g_clear_pointer (&parts->notices, notices_unref);
  g_clear_pointer (&parts->wake, weak_free);
  g_clear_pointer (&parts->reader, store_close);
  g_clear_object (&parts->transport);
  g_clear_pointer (&parts->view, desk_view_free);
  g_clear_pointer (&parts->login, g_free);
  g_clear_pointer (&parts->token, password_free);
  g_clear_pointer (&parts->server, g_free);
  g_clear_pointer (&parts->path, g_free);
}

/* Signing in and out */

void
session_attach (ZuoxiSession *self, SessionParts *parts)
{
  self->login = g_steal_pointer (&parts->login);
  self->server = g_steal_pointer (&parts->server);
  self->path = g_steal_pointer (&parts->path);
  self->token = g_steal_pointer (&parts->token);
  self->me = parts->me;
  self->must_change = parts->must_change;
  self->transport = g_steal_pointer (&parts->transport);
  self->worker = g_steal_pointer (&parts->worker);
  self->notices = g_steal_pointer (&parts->notices);
  self->wake = g_steal_pointer (&parts->wake);
  self->reader = g_steal_pointer (&parts->reader);
  self->recovered = parts->view->recovered;
  self->saved = parts->view->saved;
  self->sync = parts->view->state;
  self->sync.busy = TRUE; /* the first cycle begins below */
  session_take_view (self, parts->view);
  self->notices_id = notices_subscribe (self->notices, NULL, on_table_changed, self);
  self->signed_in = TRUE;
  session_care_start (self);
  session_files_start (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SIGNED_IN]);
  g_signal_emit (self, signals[DIRECTORY_CHANGED], 0);
  session_refresh_banner (self);
  session_sync_poll (self);
  session_sync_event (self, DESK_START);
  session_vault_keep (self);
}

static void
free_meta_cb (gpointer meta)
{
  password_free (((DeskMeta *) meta)->value);
  g_free (meta);
}

/* Notes @value in the store's table of settings; lost only where the store itself fails. */
void
session_set_meta (ZuoxiSession *self, const char *name, const char *value)
{
  DeskMeta *meta = g_new0 (DeskMeta, 1);

  meta->name = name;
  meta->value = g_strdup (value);
  store_call_async (self->worker, STORE_USER, desk_set_meta, meta, free_meta_cb, NULL, NULL, NULL, NULL);
}

void
session_detach (ZuoxiSession *self)
{
  session_sync_stop (self);
  session_care_stop (self);
  session_files_stop (self);
  g_clear_handle_id (&self->notices_source, g_source_remove);
  if (self->notices != NULL)
    notices_unsubscribe (self->notices, self->notices_id);
  /* The reader first: the last connection to close empties the log, and only a writing one can. */
  g_clear_pointer (&self->reader, store_close);
  if (self->worker != NULL)
    store_worker_stop (self->worker);
  g_clear_pointer (&self->worker, store_worker_free);
  g_clear_pointer (&self->notices, notices_unref);
  g_clear_pointer (&self->wake, weak_free);
  g_clear_object (&self->transport);
  g_clear_pointer (&self->directory, directory_unref);
  g_clear_pointer (&self->calendar, calendar_free);
  g_clear_pointer (&self->login, g_free);
  g_clear_pointer (&self->token, password_free);
  g_clear_pointer (&self->server, g_free);
  g_clear_pointer (&self->path, g_free);
  g_hash_table_remove_all (self->drafts);
  self->me = ID_NONE;
  self->sample = FALSE;
  self->last_contact = 0;
  self->met = 0;
  g_free (self->sync.detail);
  memset (&self->sync, 0, sizeof self->sync);
  if (self->signed_in)
    {
      self->signed_in = FALSE;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SIGNED_IN]);
    }
}

void
zuoxi_session_close (ZuoxiSession *self)
{
  session_detach (self);
}

static gboolean
refuse_unsent (ZuoxiSession *self, GError **error)
{
  gint64 files = self->reader != NULL ? store_blob_unsent (self->reader, NULL) : 0;

  if (self->sync.unsent == 0 && files > 0)
    g_set_error (error, SESSION_ERROR, SESSION_ERROR_UNSENT,
                 ngettext ("%u file is not sent yet: connect to the server before leaving this computer",
                           "%u files are not sent yet: connect to the server before leaving this computer",
                           (gulong) files),
                 (guint) files);
  if (self->sync.unsent == 0)
    return files > 0;
  g_set_error (error, SESSION_ERROR, SESSION_ERROR_UNSENT,
               ngettext ("%u change is not sent yet: connect to the server before leaving this computer",
                         "%u changes are not sent yet: connect to the server before leaving this computer",
                         (gulong) self->sync.unsent),
               (guint) self->sync.unsent);
  return TRUE;
}

void
zuoxi_session_sign_out_async (ZuoxiSession       *self,
                              gboolean            forget,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = g_strdup (self->path);
  GError          *error = NULL;

  g_task_set_source_tag (task, zuoxi_session_sign_out_async);
  if (forget && refuse_unsent (self, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  session_vault_drop (self);
  session_detach (self);
  if (forget && path != NULL && !session_shred (path, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

gboolean
zuoxi_session_sign_out_finish (ZuoxiSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Changes */

static void
on_applied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ZuoxiSession *self = g_task_get_source_object (task);
  GError       *error = NULL;
  gpointer      mids = NULL;

  if (self->worker == NULL || !store_call_finish (self->worker, result, &mids, &error))
    {
      if (error == NULL)
        error = g_error_new_literal (SESSION_ERROR, SESSION_ERROR_STORE, _ ("You are signed out"));
      g_task_return_error (task, error);
      return;
    }
  session_sync_event (self, DESK_EDITED);
  g_task_return_pointer (task, mids, (GDestroyNotify) g_strfreev);
}

static void
free_strv_cb (gpointer strv)
{
  g_strfreev (strv);
}

static void
free_mutations_cb (gpointer mutations)
{
  g_ptr_array_unref (mutations);
}

static void
free_mutation_cb (gpointer mutation)
{
  mutation_free (mutation);
}

/* Gives @data, which @func writes and whose answer are the mids, to the worker: unless nothing may be written now. */
void
session_apply_async (ZuoxiSession       *self,
                     StoreFunc           func,
                     gpointer            data,
                     GDestroyNotify      free_data,
                     GCancellable       *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (self->read_only || self->worker == NULL)
    {
      free_data (data);
      g_task_return_new_error (task, SESSION_ERROR, SESSION_ERROR_READ_ONLY, "%s",
                               self->read_only ? self->banner_text : _ ("You are signed out"));
      return;
    }
  store_call_async (self->worker, STORE_USER, func, data, free_data, free_strv_cb, cancellable, on_applied_cb,
                    g_steal_pointer (&task));
}

void
zuoxi_session_queue_async (ZuoxiSession       *self,
                           GPtrArray          *mutations,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_ptr_array_set_free_func (mutations, free_mutation_cb);
  session_apply_async (self, desk_apply, mutations, free_mutations_cb, cancellable, callback, user_data);
}

char **
zuoxi_session_queue_finish (ZuoxiSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Drafts */

static char *
draft_key (const char *form, const char *field)
{
  return g_strconcat (form, "\1", field, NULL);
}

static void
free_draft_cb (gpointer draft)
{
  draft_free (draft);
}

static void
call_draft (ZuoxiSession *self, StoreFunc func, const char *form, const char *field, const char *text)
{
  Draft *draft = g_new0 (Draft, 1);

  draft->form = g_strdup (form);
  draft->field = g_strdup (field);
  draft->text = g_strdup (text);
  draft->at = zuoxi_session_now (self);
  store_call_async (self->worker, STORE_USER, func, draft, free_draft_cb, NULL, NULL, NULL, NULL);
}

void
zuoxi_session_draft_set (ZuoxiSession *self, const char *form, const char *field, const char *text)
{
  g_return_if_fail (self->worker != NULL);
  g_hash_table_replace (self->drafts, draft_key (form, field), g_strdup (text));
  call_draft (self, desk_draft_set, form, field, text);
}

static gboolean
key_is_of_form (gpointer key, gpointer value, gpointer form)
{
  gsize length = strlen (form);

  return strncmp (key, form, length) == 0 && ((const char *) key)[length] == '\1';
}

void
zuoxi_session_draft_clear (ZuoxiSession *self, const char *form, const char *field)
{
  g_return_if_fail (self->worker != NULL);
  if (field == NULL)
    g_hash_table_foreach_remove (self->drafts, key_is_of_form, (gpointer) form);
  else
    g_hash_table_replace (self->drafts, draft_key (form, field), NULL);
  call_draft (self, desk_draft_clear, form, field, NULL);
}

char *
zuoxi_session_draft_get (ZuoxiSession *self, const char *form, const char *field, gboolean *found)
{
  g_autofree char *key = draft_key (form, field);
  gpointer         text = NULL;
  gboolean         here = FALSE;
  char            *stored;

  g_return_val_if_fail (self->reader != NULL, g_strdup (""));
  /* What this session wrote may still be on its way to the disk. */
  if (g_hash_table_lookup_extended (self->drafts, key, NULL, &text))
    {
      if (found != NULL)
        *found = text != NULL;
      return g_strdup (text != NULL ? text : "");
    }
  stored = store_draft_get (self->reader, form, field, &here, NULL);
  if (found != NULL)
    *found = here;
  return stored != NULL ? stored : g_strdup ("");
}

/* Object */

static void
zuoxi_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZuoxiSession *self = ZUOXI_SESSION (object);

  switch (id)
    {
    case PROP_SIGNED_IN:
      g_value_set_boolean (value, self->signed_in);
      break;
    case PROP_ONLINE:
      g_value_set_boolean (value, self->sync.online);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, self->sync.busy);
      break;
    case PROP_UNSENT:
      g_value_set_int64 (value, self->sync.unsent);
      break;
    case PROP_UNSENT_SINCE:
      g_value_set_int64 (value, self->sync.unsent_since);
      break;
    case PROP_LAST_SYNC:
      g_value_set_int64 (value, self->sync.last_sync);
      break;
    case PROP_BEHIND:
      g_value_set_boolean (value, self->sync.behind);
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, session_progress (self));
      break;
    case PROP_BANNER:
      g_value_set_int (value, (int) self->banner);
      break;
    case PROP_BANNER_TEXT:
      g_value_set_string (value, self->banner_text);
      break;
    case PROP_READ_ONLY:
      g_value_set_boolean (value, self->read_only);
      break;
    case PROP_SAMPLE:
      g_value_set_boolean (value, self->sample);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
zuoxi_session_dispose (GObject *object)
{
  ZuoxiSession *self = ZUOXI_SESSION (object);

  session_detach (self);
  G_OBJECT_CLASS (zuoxi_session_parent_class)->dispose (object);
}

static void
zuoxi_session_finalize (GObject *object)
{
  ZuoxiSession *self = ZUOXI_SESSION (object);

  g_hash_table_unref (self->drafts);
  g_free (self->data_dir);
  g_free (self->banner_text);
  g_free (self->sync.detail);
  G_OBJECT_CLASS (zuoxi_session_parent_class)->finalize (object);
}

static void
install_props (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  props[PROP_SIGNED_IN] = g_param_spec_boolean ("signed-in", NULL, NULL, FALSE, flags);
  props[PROP_ONLINE] = g_param_spec_boolean ("online", NULL, NULL, FALSE, flags);
  props[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  props[PROP_UNSENT] = g_param_spec_int64 ("unsent", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_UNSENT_SINCE] = g_param_spec_int64 ("unsent-since", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_LAST_SYNC] = g_param_spec_int64 ("last-sync", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_BEHIND] = g_param_spec_boolean ("behind", NULL, NULL, FALSE, flags);
  props[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, -1, 1, -1, flags);
  props[PROP_BANNER] = g_param_spec_int ("banner", NULL, NULL, 0, SESSION_BANNER_CATCHING_UP, 0, flags);
  props[PROP_BANNER_TEXT] = g_param_spec_string ("banner-text", NULL, NULL, "", flags);
  props[PROP_READ_ONLY] = g_param_spec_boolean ("read-only", NULL, NULL, FALSE, flags);
  props[PROP_SAMPLE] = g_param_spec_boolean ("sample", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
zuoxi_session_class_init (ZuoxiSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = zuoxi_session_get_property;
  object_class->dispose = zuoxi_session_dispose;
  object_class->finalize = zuoxi_session_finalize;
  install_props (object_class);
  signals[TABLE_CHANGED] = g_signal_new ("table-changed", ZUOXI_TYPE_SESSION, G_SIGNAL_RUN_LAST | G_SIGNAL_DETAILED, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[DIRECTORY_CHANGED] = g_signal_new ("directory-changed", ZUOXI_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                             NULL, G_TYPE_NONE, 0);
  signals[OUTCOME] = g_signal_new ("outcome", ZUOXI_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                   3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
}

static void
zuoxi_session_init (ZuoxiSession *self)
{
  self->drafts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->banner_text = g_strdup ("");
  self->poll_s = SESSION_POLL_S;
}

ZuoxiSession *
zuoxi_session_new (const char *data_dir, const SessionVault *vault)
{
  ZuoxiSession *self = g_object_new (ZUOXI_TYPE_SESSION, NULL);

  self->data_dir = g_strdup (data_dir);
  if (vault != NULL)
    self->vault = *vault;
  return self;
}
