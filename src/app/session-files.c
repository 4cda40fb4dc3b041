/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session-files.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "app/session-private.h"
#include "store/apply.h"

#define READ_BYTES 65536

void
session_file_free (SessionFile *file)
{
  if (file == NULL)
    return;
  g_free (file->name);
  g_free (file);
}

static void
free_file_cb (gpointer file)
{
  session_file_free (file);
}

/* On the worker */

/* After a failed write the file is opened anew before anything else. */
static Store *
desk_store (StoreWorker *worker, GError **error)
{
  Desk *desk = store_worker_get_context (worker);

  return db_is_broken (store_db (desk->store)) && !store_reopen (desk->store, error) ? NULL : desk->store;
}

typedef struct
{
  Digest  hash;
  gint64  size;
  guint   at; /* past the last one: seal */
  GBytes *bytes;
} Piece;

static void
free_piece_cb (gpointer data)
{
  Piece *piece = data;

  g_clear_pointer (&piece->bytes, g_bytes_unref);
  g_free (piece);
}

static gboolean
desk_take_piece (StoreWorker *worker, gpointer input, gpointer *result, GCancellable *cancellable, GError **error)
{
  const Piece *piece = input;
  Store       *store = desk_store (worker, error);
  gboolean     right = FALSE;

  if (store == NULL)
    return FALSE;
  if (piece->bytes != NULL)
    return store_blob_add (store, piece->hash, piece->size, piece->at, piece->bytes, error);
  if (!store_blob_seal (store, piece->hash, &right, error))
    return FALSE;
  if (!right)
    g_set_error (error, STORE_ERROR, STORE_ERROR_INVALID, "the pieces are not the file");
  return right;
}

typedef struct
{
  GPtrArray *mutations;
  StoreBlob  blob;
  gboolean   named;
} Queue;

static void
free_queue_cb (gpointer data)
{
  Queue *queue = data;

  g_clear_pointer (&queue->mutations, g_ptr_array_unref);
  g_free (queue);
}

static gboolean
desk_queue_file (StoreWorker *worker, gpointer input, gpointer *result, GCancellable *cancellable, GError **error)
{
  Queue *queue = input;
  Store *store = desk_store (worker, error);
  g_auto (StoreScope) scope = { 0 };
  const StoreBlob *blob = &queue->blob;
  gpointer         mids = NULL;

  if (store == NULL || !store_begin (&scope, store, error) ||
      !(queue->named ? store_blob_owe (store, blob, error) : store_blob_keep (store, blob->hash, error)) ||
      !desk_apply (worker, queue->mutations, &mids, cancellable, error))
    return FALSE;
  if (!store_commit (&scope, error))
    {
      g_strfreev (mids);
      return FALSE;
    }
  *result = mids;
  return TRUE;
}

static gboolean
desk_want (StoreWorker *worker, gpointer input, gpointer *result, GCancellable *cancellable, GError **error)
{
  Store *store = desk_store (worker, error);

  return store != NULL && store_blob_want (store, input, error);
}

static gboolean
desk_unwant (StoreWorker *worker, gpointer input, gpointer *result, GCancellable *cancellable, GError **error)
{
  Store *store = desk_store (worker, error);

  return store != NULL && store_blob_unwant (store, input, error);
}

static gboolean
desk_read_file (StoreWorker *worker, gpointer input, gpointer *result, GCancellable *cancellable, GError **error)
{
  Store  *store = desk_store (worker, error);
  GError *failure = NULL;

  if (store == NULL)
    return FALSE;
  *result = store_blob_read (store, *(const Digest *) input, &failure);
  if (*result != NULL)
    return TRUE;
  if (failure == NULL)
    g_set_error (&failure, SESSION_ERROR, SESSION_ERROR_FILE, "%s",
                 _ ("The file is not on this computer, or was damaged here: fetch it again"));
  g_propagate_error (error, failure);
  return FALSE;
}

/* An event for the core of the files, and what it wants next. */
typedef struct
{
  gboolean start, answered, failed;
  guint64  request;
  guint    status;
  gint64   retry_after;
  GBytes  *body;
} FilesEvent;

typedef struct
{
  SyncFilesAsk *ask; /* nullable */
  gint64        wake;
} FilesStep;

static void
free_event_cb (gpointer data)
{
  FilesEvent *event = data;

  g_clear_pointer (&event->body, g_bytes_unref);
  g_free (event);
}

static void
free_step_cb (gpointer data)
{
  FilesStep *step = data;

  sync_files_ask_free (step->ask);
  g_free (step);
}

static gboolean
desk_files (StoreWorker *worker, gpointer input, gpointer *result, GCancellable *cancellable, GError **error)
{
  Desk             *desk = store_worker_get_context (worker);
  const FilesEvent *event = input;
  FilesStep        *step;
  SyncNow           now = { .wall = g_get_real_time (), .mono = g_get_monotonic_time () };
  GError           *failure = NULL;

  randombytes_buf (&now.random, sizeof now.random);
  if (desk_store (worker, error) == NULL)
    return FALSE;
  if (event->start)
    sync_files_start (desk->files);
  if (event->failed)
    sync_files_fail (desk->files, event->request, &now);
  if (event->answered && !sync_files_answer (desk->files, event->request, event->status, event->retry_after,
                                             event->body, &now, error))
    return FALSE;
  step = g_new0 (FilesStep, 1);
  step->ask = sync_files_next (desk->files, &now, &step->wake, &failure);
  *result = step;
  if (failure == NULL)
    return TRUE;
  free_step_cb (step);
  *result = NULL;
  g_propagate_error (error, failure);
  return FALSE;
}

/* Between core and transport */

#define STORE_FAILED_US (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)

static void post (ZuoxiSession *self, FilesEvent *event);

static gboolean
on_files_wake_cb (gpointer user_data)
{
  ZuoxiSession *self = user_data;

  self->files_wake = 0;
  session_files_poke (self, FALSE);
  return G_SOURCE_REMOVE;
}

static void
wake_in (ZuoxiSession *self, gint64 us)
{
  g_clear_handle_id (&self->files_wake, g_source_remove);
  self->files_wake = g_timeout_add ((guint) (MAX (us, 0) / 1000 + 1), on_files_wake_cb, self);
}

typedef struct
{
  ZuoxiSession *session;
  guint64       request;
} Asked;

static void
on_files_reply_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Asked        *asked = user_data;
  ZuoxiSession *self = asked->session;
  g_autoptr (GError) error = NULL;
  g_autoptr (TransportReply) reply = transport_send_finish (ZUOXI_TRANSPORT (source), result, &error);
  FilesEvent *event = g_new0 (FilesEvent, 1);

  event->request = asked->request;
  event->failed = reply == NULL;
  event->answered = reply != NULL;
  if (reply != NULL)
    {
      event->status = reply->status;
      event->retry_after = reply->retry_after;
      event->body = g_bytes_ref (reply->body);
    }
  if (self->transport == ZUOXI_TRANSPORT (source))
    {
      g_clear_object (&self->files_sending);
      post (self, event);
    }
  else
    free_event_cb (event);
  g_object_unref (self);
  g_free (asked);
}

static void
on_files_step_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZuoxiSession) self = user_data;
  g_autoptr (GError) error = NULL;
  gpointer   data = NULL;
  FilesStep *step;
  Asked     *asked;

  self->files_busy = FALSE;
  if (self->worker == NULL)
    return;
  if (!store_call_finish (self->worker, result, &data, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
          !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED))
        wake_in (self, STORE_FAILED_US); /* the banner of the sync says what is wrong with the store */
      return;
    }
  step = data;
  if (step->ask != NULL)
    {
      asked = g_new0 (Asked, 1);
      asked->session = g_object_ref (self);
      asked->request = step->ask->request;
      self->files_sending = g_cancellable_new ();
      transport_send_async (self->transport, step->ask->method, step->ask->path, step->ask->body,
                            TRANSPORT_SIGNED_IN | TRANSPORT_WHOLE | TRANSPORT_AGAIN, self->files_sending,
                            on_files_reply_cb, asked);
    }
  else if (step->wake > 0)
    wake_in (self, step->wake - g_get_monotonic_time ());
  free_step_cb (step);
  if (self->files_again)
    session_files_poke (self, FALSE);
}

static void
post (ZuoxiSession *self, FilesEvent *event)
{
  if (self->worker == NULL)
    {
      free_event_cb (event);
      return;
    }
  event->start = event->start || self->files_start;
  self->files_start = FALSE;
  self->files_again = FALSE;
  self->files_busy = TRUE;
  store_call_async (self->worker, STORE_SYNC, desk_files, event, free_event_cb, free_step_cb, NULL, on_files_step_cb,
                    g_object_ref (self));
}

/* Something may be to do; @start: what was put off is due again. */
void
session_files_poke (ZuoxiSession *self, gboolean start)
{
  self->files_start = self->files_start || start;
  if (self->worker == NULL || !self->sync.online || self->sync.trouble != SYNC_FINE)
    return;
  if (self->files_busy || self->files_sending != NULL)
    self->files_again = self->files_busy; /* after an answer it is asked anyhow */
  else
    post (self, g_new0 (FilesEvent, 1));
}

/* Copies for other programs */

/* (transfer full): one folder for each store; what a crash left there is removed when it is used again. */
static char *
copies_folder (const char *path)
{
  g_autofree char *hash = digest_dup_hex (digest_of (path, strlen (path)));
  g_autofree char *name = g_strdup_printf ("zuoxi-open-%.16s", hash);

  return g_build_filename (g_get_user_runtime_dir (), name, NULL);
}

/* The folder has one level of folders with files in them. */
static void
remove_tree (const char *path, guint depth)
{
  g_autoptr (GDir) dir = depth > 0 ? g_dir_open (path, 0, NULL) : NULL;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child, g_file_test (child, G_FILE_TEST_IS_SYMLINK) ? 0 : depth - 1);
    }
  g_remove (path);
}

void
session_files_start (ZuoxiSession *self)
{
  g_autofree char *folder = copies_folder (self->path);

  remove_tree (folder, 2);
}

void
session_files_stop (ZuoxiSession *self)
{
  g_clear_handle_id (&self->files_wake, g_source_remove);
  if (self->files_sending != NULL)
    g_cancellable_cancel (self->files_sending);
  g_clear_object (&self->files_sending);
  self->files_busy = self->files_again = self->files_start = FALSE;
  if (self->path != NULL)
    session_files_start (self);
}

/* A copy goes with the file it was made of (R45). */
void
session_files_changed (ZuoxiSession *self)
{
  g_autofree char *folder = copies_folder (self->path);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      StoreBlob        blob = { "", ID_NONE, { { 0 } }, 0 };
      StoreBlobState   state;

      if (digest_from_hex (name, &blob.hash) && store_blob_state (self->reader, &blob, &state, NULL) && !state.whole)
        remove_tree (path, 1);
    }
}

/* Taking a file */

typedef struct
{
  GFile       *file;
  SessionFile *taken;
  GByteArray  *bytes;
  guint        at;
} Take;

static void
free_take_cb (gpointer data)
{
  Take *take = data;

  g_clear_object (&take->file);
  session_file_free (take->taken);
  g_clear_pointer (&take->bytes, g_byte_array_unref);
  g_free (take);
}

/* A name that can be kept in a row and become a file's name again. */
static char *
clean_name (const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  GString         *clean = g_string_new (NULL);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (clean->len == 0 && c == '.')
        continue;
      g_string_append_unichar (clean, c == '/' || g_unichar_iscntrl (c) ? '_' : c);
    }
  if (clean->len == 0)
    g_string_append (clean, _ ("file"));
  return g_string_free (clean, FALSE);
}

static char *
name_of (GFile *file)
{
  g_autoptr (GFileInfo) info =
      g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_DISPLAY_NAME, G_FILE_QUERY_INFO_NONE, NULL, NULL);
  g_autofree char *base = g_file_get_basename (file);

  return clean_name (info != NULL ? g_file_info_get_display_name (info) : base != NULL ? base
                                                                                       : "");
}

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error (error, SESSION_ERROR, SESSION_ERROR_FILE, "%s", sentence);
  return FALSE;
}

static gboolean
refuse_size (const char *name, gint64 size, GError **error)
{
  gboolean         close = size / 1024 / 1024 <= BLOB_SIZE_MAX / 1024 / 1024; /* else both read the same */
  g_autofree char *has = g_format_size_full (
      (guint64) size, close ? G_FORMAT_SIZE_IEC_UNITS | G_FORMAT_SIZE_LONG_FORMAT : G_FORMAT_SIZE_IEC_UNITS);
  g_autofree char *most = g_format_size_full (BLOB_SIZE_MAX, G_FORMAT_SIZE_IEC_UNITS);
  g_autofree char *sentence =
      size > 0 ? g_strdup_printf (_ ("“%s” has %s, and a file may have %s at most: make it smaller, or attach a part"),
                                     name, has, most)
               : g_strdup_printf (_ ("“%s” is larger than the %s a file may have: make it smaller, or attach a part"),
                                     name, most);

  return refuse (error, sentence);
}

/* What is wrong with it before it is read. */
static gboolean
check_kind (GFile *file, const char *name, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (GFileInfo)
      info = g_file_query_info (file, "standard::type,standard::size", G_FILE_QUERY_INFO_NONE, NULL, &failure);
  g_autofree char *sentence = NULL;

  if (info == NULL)
    sentence = g_strdup_printf (_ ("“%s” cannot be read: %s"), name, failure->message);
  else if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
    sentence = g_strdup_printf (_ ("“%s” is a folder: choose the files in it"), name);
  else if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    sentence = g_strdup_printf (_ ("“%s” is no file with a content: choose another one"), name);
  else if (g_file_info_get_size (info) > BLOB_SIZE_MAX)
    return refuse_size (name, g_file_info_get_size (info), error);
  return sentence == NULL || refuse (error, sentence);
}

static gboolean
read_all (Take *take, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (take->file, cancellable, &failure);
  guint8           buffer[READ_BYTES];
  gssize           got = stream != NULL ? 1 : -1;
  g_autofree char *sentence = NULL;

  while (got > 0)
    {
      got = g_input_stream_read (G_INPUT_STREAM (stream), buffer, sizeof buffer, cancellable, &failure);
      if (got > 0)
        g_byte_array_append (take->bytes, buffer, (guint) got);
      if (take->bytes->len > BLOB_SIZE_MAX) /* it grew, or nobody knew its size */
        return refuse_size (take->taken->name, 0, error);
    }
  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (got < 0)
    sentence = g_strdup_printf (_ ("“%s” cannot be read: %s"), take->taken->name, failure->message);
  else if (take->bytes->len == 0)
    sentence = g_strdup_printf (_ ("“%s” is empty: there is nothing to attach"), take->taken->name);
  return sentence == NULL || refuse (error, sentence);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Take   *take = data;
  GError *error = NULL;

  take->taken = g_new0 (SessionFile, 1);
  take->taken->name = name_of (take->file);
  take->bytes = g_byte_array_new ();
  if (!check_kind (take->file, take->taken->name, &error) || !read_all (take, cancellable, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  take->taken->size = take->bytes->len;
  take->taken->hash = digest_of (take->bytes->data, take->bytes->len);
  g_task_return_boolean (task, TRUE);
}

static void store_next (GTask *task);

/* What the store says about a file it could not keep. */
static void
fail_to_keep (GTask *task, GError *error)
{
  Take            *take = g_task_get_task_data (task);
  g_autofree char *sentence = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, error);
      return;
    }
  sentence = g_error_matches (error, DB_ERROR, DB_ERROR_FULL) || g_error_matches (error, DB_ERROR, DB_ERROR_IO)
      ? g_strdup_printf (_ ("“%s” was not attached: this computer cannot save it. Is its disk full?"),
                            take->taken->name)
      : g_strdup_printf (_ ("“%s” was not attached: %s"), take->taken->name, error->message);
  g_error_free (error);
  g_task_return_new_error (task, SESSION_ERROR, SESSION_ERROR_FILE, "%s", sentence);
}

static void
on_piece_kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ZuoxiSession *self = g_task_get_source_object (task);
  Take         *take = g_task_get_task_data (task);
  GError       *error = NULL;

  if (self->worker == NULL || !store_call_finish (self->worker, result, NULL, &error))
    {
      if (error == NULL)
        error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "signed out");
      fail_to_keep (task, error);
    }
  else if (take->at++ == store_blob_pieces (take->taken->size))
    g_task_return_pointer (task, g_steal_pointer (&take->taken), free_file_cb);
  else
    store_next (task);
}

/* One piece each time, so that nothing else a person asks for waits for twenty. */
static void
store_next (GTask *task)
{
  ZuoxiSession *self = g_task_get_source_object (task);
  Take         *take = g_task_get_task_data (task);
  Piece        *piece = g_new0 (Piece, 1);
  gsize         size = store_blob_piece_size (take->taken->size, take->at);

  piece->hash = take->taken->hash;
  piece->size = take->taken->size;
  piece->at = take->at;
  if (size > 0)
    piece->bytes = g_bytes_new (take->bytes->data + (gsize) take->at * BLOB_CHUNK, size);
  store_call_async (self->worker, STORE_USER, desk_take_piece, piece, free_piece_cb, NULL,
                    g_task_get_cancellable (task), on_piece_kept_cb, g_object_ref (task));
}

static void
on_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ZuoxiSession *self = ZUOXI_SESSION (source);
  GError       *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_error (task, error);
  else if (self->worker == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "signed out");
  else
    store_next (task);
}

void
zuoxi_session_take_file_async (ZuoxiSession       *self,
                               GFile              *file,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GTask) reading = NULL;
  Take *take = g_new0 (Take, 1);

  take->file = g_object_ref (file);
  g_task_set_task_data (task, take, free_take_cb);
  reading = g_task_new (self, cancellable, on_read_cb, g_object_ref (task));
  g_task_set_task_data (reading, take, NULL);
  g_task_run_in_thread (reading, read_in_thread);
}

SessionFile *
zuoxi_session_take_file_finish (ZuoxiSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Rows and wishes */

static void
free_mutation_cb (gpointer mutation)
{
  mutation_free (mutation);
}

void
zuoxi_session_queue_file_async (ZuoxiSession       *self,
                                GPtrArray          *mutations,
                                const StoreBlob    *blob,
                                gboolean            named,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  Queue *queue = g_new0 (Queue, 1);

  g_ptr_array_set_free_func (mutations, free_mutation_cb);
  queue->mutations = mutations;
  queue->blob = *blob;
  queue->named = named;
  session_apply_async (self, desk_queue_file, queue, free_queue_cb, cancellable, callback, user_data);
}

char **
zuoxi_session_queue_file_finish (ZuoxiSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_wished_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZuoxiSession) self = user_data;

  if (self->worker != NULL && store_call_finish (self->worker, result, NULL, NULL))
    session_files_poke (self, TRUE);
}

void
zuoxi_session_want_file (ZuoxiSession *self, const StoreBlob *blob)
{
  if (self->worker != NULL)
    store_call_async (self->worker, STORE_USER, desk_want, g_memdup2 (blob, sizeof *blob), g_free, NULL, NULL,
                      on_wished_cb, g_object_ref (self));
}

void
zuoxi_session_unwant_file (ZuoxiSession *self, const StoreBlob *blob)
{
  if (self->worker != NULL)
    store_call_async (self->worker, STORE_USER, desk_unwant, g_memdup2 (blob, sizeof *blob), g_free, NULL, NULL,
                      on_wished_cb, g_object_ref (self));
}

/* Giving a file back */

typedef struct
{
  GFile   *to;
  gboolean copy;
} Give;

static void
free_give_cb (gpointer data)
{
  Give *give = data;

  g_clear_object (&give->to);
  g_free (give);
}

static void
on_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Give   *give = g_task_get_task_data (task);
  GError *error = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    {
      if (give->copy)
        g_chmod (g_file_peek_path (give->to), 0400);
      g_task_return_pointer (task, g_object_ref (give->to), g_object_unref);
      return;
    }
  {
    g_autofree char *name = g_file_get_basename (give->to);

    g_task_return_new_error (task, SESSION_ERROR, SESSION_ERROR_FILE, _ ("“%s” cannot be written: %s"), name, error->message);
    g_error_free (error);
  }
}

static void
on_file_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ZuoxiSession *self = g_task_get_source_object (task);
  Give         *give = g_task_get_task_data (task);
  GError       *error = NULL;
  gpointer      data = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (self->worker == NULL || !store_call_finish (self->worker, result, &data, &error))
    {
      if (error == NULL)
        error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "signed out");
      g_task_return_error (task, error);
      return;
    }
  bytes = data;
  g_file_replace_contents_bytes_async (give->to, bytes, NULL, FALSE,
                                       give->copy ? G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION
                                                  : G_FILE_CREATE_NONE,
                                       g_task_get_cancellable (task), on_written_cb, g_object_ref (task));
}

static void
free_bytes_cb (gpointer bytes)
{
  g_bytes_unref (bytes);
}

static void
give_file (ZuoxiSession *self, GTask *task, Digest hash, GFile *to, gboolean copy)
{
  Give *give = g_new0 (Give, 1);

  give->to = g_object_ref (to);
  give->copy = copy;
  g_task_set_task_data (task, give, free_give_cb);
  if (self->worker == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "signed out");
  else
    store_call_async (self->worker, STORE_USER, desk_read_file, g_memdup2 (&hash, sizeof hash), g_free, free_bytes_cb,
                      g_task_get_cancellable (task), on_file_read_cb, g_object_ref (task));
}

void
zuoxi_session_save_file_async (ZuoxiSession       *self,
                               Digest              hash,
                               GFile              *to,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  give_file (self, task, hash, to, FALSE);
}

gboolean
zuoxi_session_save_file_finish (ZuoxiSession *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GFile) to = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  to = g_task_propagate_pointer (G_TASK (result), error);
  return to != NULL;
}

void
zuoxi_session_copy_file_async (ZuoxiSession       *self,
                               Digest              hash,
                               const char         *name,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *folder = self->path != NULL ? copies_folder (self->path) : g_strdup ("");
  g_autofree char *hex = digest_dup_hex (hash);
  g_autofree char *clean = clean_name (name);
  g_autofree char *inside = g_build_filename (folder, hex, NULL);
  g_autofree char *path = g_build_filename (inside, clean, NULL);
  g_autoptr (GFile) to = g_file_new_for_path (path);

  if (self->path != NULL && g_mkdir_with_parents (inside, 0700) != 0)
    g_task_return_new_error (task, SESSION_ERROR, SESSION_ERROR_FILE,
                             _ ("“%s” cannot be opened: there is no room for a copy of it"), clean);
  else
    give_file (self, task, hash, to, TRUE);
}

GFile *
zuoxi_session_copy_file_finish (ZuoxiSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
