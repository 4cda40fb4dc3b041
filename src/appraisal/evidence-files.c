/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "appraisal/evidence-files.h"

#include <glib/gi18n.h>

#include "app/session-files.h"
#include "core/id.h"
#include "ui/compat.h"
#include "ui/window.h"

struct _ZuoxiEvidenceFiles
{
  AdwBin parent_instance;

  GtkWidget *attach;
  GtkWidget *spinner;
  GtkWidget *hint;
  GtkWidget *problem;
  GtkWidget *list;

  ZuoxiSession *session;
  GSignalGroup *session_signals;
  Id            sheet, person;
  gboolean      editable;
  GPtrArray    *files;   /* EvalFile */
  GPtrArray    *rows;    /* Line, beside files */
  char         *built;   /* what the list was made of */
  guint         reading; /* files being taken in */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (ZuoxiEvidenceFiles, zuoxi_evidence_files, ADW_TYPE_BIN)

/* A file in the list. */
typedef struct
{
  ZuoxiEvidenceFiles *owner;
  EvalFile           *file; /* borrowed */
  GtkWidget          *row, *open, *save, *stop;
  gboolean            open_when_here;
} Line;

static void show_states (ZuoxiEvidenceFiles *self);

static ZuoxiWindow *
window_of (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  return ZUOXI_IS_WINDOW (root) ? ZUOXI_WINDOW (root) : NULL;
}

static void
toast_error (ZuoxiEvidenceFiles *self, const GError *error)
{
  ZuoxiWindow *window = window_of (GTK_WIDGET (self));

  if (window != NULL)
    zuoxi_window_toast_error (window, error);
}

/* Why files were not attached: stays until others are chosen, as it takes longer to read than a toast stands. */
static void
show_problem (ZuoxiEvidenceFiles *self, const GError *error)
{
  const char      *before = gtk_label_get_label (GTK_LABEL (self->problem));
  g_autofree char *text = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  text = *before != '\0' ? g_strdup_printf ("%s\n%s", before, error->message) : g_strdup (error->message);
  gtk_label_set_label (GTK_LABEL (self->problem), text);
  gtk_widget_set_visible (self->problem, TRUE);
  gtk_widget_set_visible (self->hint, FALSE);
  compat_announce (GTK_WIDGET (self), error->message);
}

static void
clear_problem (ZuoxiEvidenceFiles *self)
{
  gtk_label_set_label (GTK_LABEL (self->problem), "");
  gtk_widget_set_visible (self->problem, FALSE);
}

static StoreBlob
blob_of (const EvalFile *file)
{
  StoreBlob blob = { g_intern_static_string ("eval_file"), file->row.id, { { 0 } }, file->size };

  digest_from_hex (file->file, &blob.hash);
  return blob;
}

static void
free_eval_file_cb (gpointer file)
{
  schema_free (&eval_file_schema, file);
}

/* Attaching and removing, each of which undoes the other */

typedef struct
{
  GWeakRef      window;
  ZuoxiSession *session;
  EvalFile     *file;
  gboolean      added;
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  g_weak_ref_clear (&change->window);
  g_object_unref (change->session);
  schema_free (&eval_file_schema, change->file);
  g_free (change);
}

static Change *
change_new (ZuoxiWindow *window, ZuoxiSession *session, const EvalFile *file, gboolean added)
{
  Change *change = g_new0 (Change, 1);

  g_weak_ref_init (&change->window, window);
  change->session = g_object_ref (session);
  change->file = schema_copy (&eval_file_schema, file);
  change->added = added;
  return change;
}

static void
on_changed_back_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) window = data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) mids = zuoxi_session_queue_file_finish (ZUOXI_SESSION (source), result, &error);

  if (mids == NULL && ZUOXI_IS_WINDOW (window))
    zuoxi_window_toast_error (ZUOXI_WINDOW (window), error);
}

/* FALSE: there is nothing to take away. */
static gboolean
queue_change (ZuoxiSession       *session,
              const EvalFile     *file,
              gboolean            add,
              GCancellable       *cancellable,
              GAsyncReadyCallback callback,
              gpointer            data)
{
  StoreBlob  blob = blob_of (file);
  Store     *reader = zuoxi_session_get_reader (session);
  EvalFile  *now = reader != NULL ? store_get (reader, &eval_file_schema, file->row.id, NULL) : NULL;
  GPtrArray *mutations;

  if (reader == NULL || (now == NULL && !add))
    return FALSE;
  mutations = g_ptr_array_new ();
  g_ptr_array_add (mutations,
                   add ? mutation_put (&eval_file_schema, file) : mutation_del (&eval_file_schema, now));
  if (now != NULL)
    schema_free (&eval_file_schema, now);
  zuoxi_session_queue_file_async (session, mutations, &blob, add, cancellable, callback, data);
  return TRUE;
}

static gboolean
undo_change (gboolean forward, gpointer data, GError **error)
{
  Change *change = data;

  if (queue_change (change->session, change->file, forward == change->added, NULL, on_changed_back_cb,
                    g_weak_ref_get (&change->window)))
    return TRUE;
  g_set_error (error, SESSION_ERROR, SESSION_ERROR_FILE, _ ("“%s” is not attached any more"), change->file->name);
  return FALSE;
}

/* One change under way. */
typedef struct
{
  ZuoxiEvidenceFiles *self;
  EvalFile           *file;
  gboolean            added;
} Doing;

static void
on_change_queued_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Doing *doing = data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) mids = zuoxi_session_queue_file_finish (ZUOXI_SESSION (source), result, &error);
  ZuoxiWindow     *window = window_of (GTK_WIDGET (doing->self));
  g_autofree char *text = g_strdup_printf (doing->added ? _ ("“%s” attached") : _ ("“%s” removed"), doing->file->name);

  if (mids == NULL)
    toast_error (doing->self, error);
  else if (window != NULL)
    zuoxi_window_toast_undo (window, text, undo_change,
                             change_new (window, ZUOXI_SESSION (source), doing->file, doing->added), change_free);
  g_object_unref (doing->self);
  schema_free (&eval_file_schema, doing->file);
  g_free (doing);
}

static void
carry_out (ZuoxiEvidenceFiles *self, ZuoxiSession *session, const EvalFile *file, gboolean add)
{
  Doing *doing = g_new0 (Doing, 1);

  doing->self = g_object_ref (self);
  doing->file = schema_copy (&eval_file_schema, file);
  doing->added = add;
  if (queue_change (session, file, add, NULL, on_change_queued_cb, doing))
    return;
  g_object_unref (doing->self);
  schema_free (&eval_file_schema, doing->file);
  g_free (doing);
}

/* A file being read, for the form that was shown when it was chosen. */
typedef struct
{
  ZuoxiEvidenceFiles *self;
  Id                  sheet, person;
} Taking;

static void
show_reading (ZuoxiEvidenceFiles *self, int change)
{
  self->reading = (guint) ((int) self->reading + change);
  gtk_widget_set_visible (self->spinner, self->reading > 0);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), self->reading > 0);
}

static void
attach_taken (Taking *taking, ZuoxiSession *session, const SessionFile *taken)
{
  EvalFile        *file = schema_new (&eval_file_schema);
  EvalFile        *there;
  ZuoxiWindow     *window = window_of (GTK_WIDGET (taking->self));
  g_autofree char *text = g_strdup_printf (_ ("“%s” is attached already"), taken->name);

  file->sheet = taking->sheet;
  file->person = taking->person;
  file->size = taken->size;
  g_free (file->name);
  file->name = g_strdup (taken->name);
  g_free (file->file);
  file->file = digest_dup_hex (taken->hash);
  file->row.id = schema_natural_id (&eval_file_schema, file);
  there = zuoxi_session_get_reader (session) != NULL
              ? store_get (zuoxi_session_get_reader (session), &eval_file_schema, file->row.id, NULL)
              : NULL;
  if (there == NULL)
    carry_out (taking->self, session, file, TRUE);
  else if (window != NULL)
    zuoxi_window_toast (window, text);
  if (there != NULL)
    schema_free (&eval_file_schema, there);
  schema_free (&eval_file_schema, file);
}

static void
on_taken_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Taking *taking = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SessionFile) taken = zuoxi_session_take_file_finish (ZUOXI_SESSION (source), result, &error);

  show_reading (taking->self, -1);
  if (taken == NULL)
    show_problem (taking->self, error);
  else
    attach_taken (taking, ZUOXI_SESSION (source), taken);
  g_object_unref (taking->self);
  g_free (taking);
}

static void
take (ZuoxiEvidenceFiles *self, GFile *file)
{
  Taking *taking;

  if (self->session == NULL || !self->editable)
    return;
  taking = g_new0 (Taking, 1);
  taking->self = g_object_ref (self);
  taking->sheet = self->sheet;
  taking->person = self->person;
  show_reading (self, 1);
  zuoxi_session_take_file_async (self->session, file, NULL, on_taken_cb, taking);
}

static void
on_chosen_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ZuoxiEvidenceFiles) self = data;
  g_autoptr (GFile) file = compat_file_finish (result);

  if (file == NULL)
    return;
  clear_problem (self);
  take (self, file);
}

static void
on_attach_clicked_cb (ZuoxiEvidenceFiles *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  compat_open_file_async (GTK_WINDOW (root), _ ("Attach a File as Evidence"), NULL, on_chosen_cb, g_object_ref (self));
}

static gboolean
on_drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, gpointer data)
{
  ZuoxiEvidenceFiles *self = data;
  g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));

  clear_problem (self);
  for (GSList *at = files; at != NULL; at = at->next)
    take (self, at->data);
  return files != NULL;
}

/* Opening and saving */

static Line *
line_of (ZuoxiEvidenceFiles *self, Id id)
{
  for (guint i = 0; self->rows != NULL && i < self->rows->len; i++)
    if (id_equal (((Line *) self->rows->pdata[i])->file->row.id, id))
      return self->rows->pdata[i];
  return NULL;
}

static void
on_launched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ZuoxiEvidenceFiles) self = data;
  ZuoxiWindow *window = window_of (GTK_WIDGET (self));

  if (!compat_launch_finish (result) && window != NULL)
    zuoxi_window_toast (window, _ ("No program on this computer opens this kind of file: save it and choose one yourself"));
}

static void
on_copied_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ZuoxiEvidenceFiles) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) copy = zuoxi_session_copy_file_finish (ZUOXI_SESSION (source), result, &error);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (copy == NULL)
    toast_error (self, error);
  else if (GTK_IS_WINDOW (root))
    compat_launch_async (GTK_WINDOW (root), copy, on_launched_cb, g_object_ref (self));
}

static gboolean
is_here (ZuoxiEvidenceFiles *self, const StoreBlob *blob)
{
  StoreBlobState state;
  Store         *reader = self->session != NULL ? zuoxi_session_get_reader (self->session) : NULL;

  return reader != NULL && store_blob_state (reader, blob, &state, NULL) && state.whole;
}

static void
open_copy (Line *line)
{
  StoreBlob blob = blob_of (line->file);

  line->open_when_here = FALSE;
  zuoxi_session_copy_file_async (line->owner->session, blob.hash, line->file->name, line->owner->cancellable,
                                 on_copied_cb, g_object_ref (line->owner));
}

/* What is not here yet is fetched, and opens when it has come. */
static void
on_open_clicked_cb (Line *line)
{
  StoreBlob blob = blob_of (line->file);

  if (is_here (line->owner, &blob))
    {
      open_copy (line);
      return;
    }
  line->open_when_here = TRUE;
  zuoxi_session_want_file (line->owner->session, &blob);
}

static void
on_stop_clicked_cb (Line *line)
{
  StoreBlob blob = blob_of (line->file);

  line->open_when_here = FALSE;
  zuoxi_session_unwant_file (line->owner->session, &blob);
}

static void
on_saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ZuoxiEvidenceFiles) self = data;
  g_autoptr (GError) error = NULL;
  ZuoxiWindow *window = window_of (GTK_WIDGET (self));

  if (!zuoxi_session_save_file_finish (ZUOXI_SESSION (source), result, &error))
    toast_error (self, error);
  else if (window != NULL)
    zuoxi_window_toast (window, _ ("File saved"));
}

typedef struct
{
  ZuoxiEvidenceFiles *self;
  Digest              hash;
} Saving;

static void
on_place_chosen_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Saving *saving = data;
  g_autoptr (GFile) to = compat_file_finish (result);

  if (to != NULL && saving->self->session != NULL)
    zuoxi_session_save_file_async (saving->self->session, saving->hash, to, NULL, on_saved_cb,
                                   g_object_ref (saving->self));
  g_object_unref (saving->self);
  g_free (saving);
}

static void
on_save_clicked_cb (Line *line)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (line->owner));
  Saving  *saving = g_new0 (Saving, 1);

  saving->self = g_object_ref (line->owner);
  saving->hash = blob_of (line->file).hash;
  compat_save_file_async (GTK_WINDOW (root), _ ("Save the File As"), line->file->name, NULL, on_place_chosen_cb, saving);
}

static void
on_remove_clicked_cb (Line *line)
{
  carry_out (line->owner, line->owner->session, line->file, FALSE);
}

/* The list */

static guint
percent (guint pieces, gint64 size)
{
  return pieces * 100 / MAX (store_blob_pieces (size), 1);
}

static char *
state_text (ZuoxiEvidenceFiles *self, const StoreBlobState *state, gint64 size)
{
  gboolean online = FALSE;

  g_object_get (self->session, "online", &online, NULL);
  if (state->mine && !state->sent && !state->whole)
    return g_strdup (_ ("Damaged on this computer before it was sent: remove it and attach it again"));
  if (state->mine && !state->sent)
    return state->there > 0 ? g_strdup_printf (_ ("Being sent, %u%%"), percent (state->there, size))
                            : g_strdup (online ? _ ("Waiting to be sent") : _ ("Offline: it will be sent later"));
  if (state->whole)
    return g_strdup (state->mine ? _ ("Sent") : _ ("On this computer"));
  if (!state->wanted)
    return g_strdup (_ ("At the server: fetched when you open it"));
  if (!online)
    return g_strdup (_ ("Offline: it will be fetched later"));
  return state->here > 0 ? g_strdup_printf (_ ("Being fetched, %u%%"), percent (state->here, size))
                         : g_strdup (_ ("Being fetched, as soon as its author has sent it"));
}

static void
show_state (ZuoxiEvidenceFiles *self, Line *line)
{
  StoreBlob        blob = blob_of (line->file);
  StoreBlobState   state;
  g_autofree char *size = g_format_size_full ((guint64) line->file->size, G_FORMAT_SIZE_IEC_UNITS);
  g_autofree char *text = NULL;
  g_autofree char *under = NULL;

  if (!store_blob_state (zuoxi_session_get_reader (self->session), &blob, &state, NULL))
    return;
  text = state_text (self, &state, line->file->size);
  under = g_strjoin (" · ", size, text, NULL);
  if (g_strcmp0 (adw_action_row_get_subtitle (ADW_ACTION_ROW (line->row)), under) != 0)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (line->row), under);
  gtk_widget_set_visible (line->open, state.whole || !state.wanted);
  gtk_widget_set_sensitive (line->open, state.whole || !state.mine || state.sent);
  gtk_widget_set_visible (line->stop, !state.whole && state.wanted);
  gtk_widget_set_visible (line->save, state.whole);
  if (state.whole && line->open_when_here)
    open_copy (line);
}

static void
show_states (ZuoxiEvidenceFiles *self)
{
  if (self->session == NULL || zuoxi_session_get_reader (self->session) == NULL || self->rows == NULL)
    return;
  for (guint i = 0; i < self->rows->len; i++)
    show_state (self, self->rows->pdata[i]);
}

/* (transfer full) @text: what it does, with the name of the file. */
static GtkWidget *
add_button (Line *line, const char *icon, char *text, GCallback callback)
{
  GtkWidget       *button = gtk_button_new_from_icon_name (icon);
  g_autofree char *label = text;

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_swapped (button, "clicked", callback, line);
  adw_action_row_add_suffix (ADW_ACTION_ROW (line->row), button);
  return button;
}

static void
add_line (ZuoxiEvidenceFiles *self, EvalFile *file)
{
  Line       *line = g_new0 (Line, 1);
  const char *name = file->name;

  line->owner = self;
  line->file = file;
  line->row = adw_action_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (line->row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (line->row), file->name);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (line->row), 2);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (line->row), 2);
  line->open = add_button (line, "document-open-symbolic", g_strdup_printf (_ ("Open “%s”"), name), G_CALLBACK (on_open_clicked_cb));
  line->stop = add_button (line, "process-stop-symbolic", g_strdup_printf (_ ("Stop fetching “%s”"), name), G_CALLBACK (on_stop_clicked_cb));
  line->save = add_button (line, "document-save-symbolic", g_strdup_printf (_ ("Save “%s” as…"), name), G_CALLBACK (on_save_clicked_cb));
  if (self->editable)
    add_button (line, "user-trash-symbolic", g_strdup_printf (_ ("Remove “%s”"), name), G_CALLBACK (on_remove_clicked_cb));
  g_ptr_array_add (self->rows, line);
  gtk_list_box_append (GTK_LIST_BOX (self->list), line->row);
}

static void
build (ZuoxiEvidenceFiles *self, GPtrArray *files)
{
  gboolean   focused = gtk_widget_get_focus_child (self->list) != NULL;
  GtkWidget *child;
  g_autoptr (GPtrArray) old_rows = self->rows;
  g_autoptr (GPtrArray) old_files = self->files;

  while ((child = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), child);
  self->files = g_ptr_array_ref (files);
  self->rows = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < files->len; i++)
    add_line (self, files->pdata[i]);
  for (guint i = 0; old_rows != NULL && i < old_rows->len; i++)
    {
      const Line *before = old_rows->pdata[i];
      Line       *line = line_of (self, before->file->row.id);

      if (line != NULL)
        line->open_when_here = before->open_when_here;
    }
  gtk_widget_set_visible (self->list, files->len > 0);
  if (focused && self->editable)
    gtk_widget_grab_focus (self->attach);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate ((*(EvalFile *const *) a)->name, (*(EvalFile *const *) b)->name);
}

void
zuoxi_evidence_files_show (ZuoxiEvidenceFiles  *self,
                           ZuoxiSession        *session,
                           const AppraisalCase *shown,
                           gboolean             editable)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (free_eval_file_cb);
  const Dossier *dossier = shown->dossier;
  g_autoptr (GString) built = g_string_new (editable ? "editable" : "");

  g_return_if_fail (ZUOXI_IS_EVIDENCE_FILES (self));

  if (g_set_object (&self->session, session))
    g_signal_group_set_target (self->session_signals, session);
  if (!id_equal (self->sheet, dossier_evaluation_id (dossier->form->row.id, dossier->revision)))
    clear_problem (self);
  self->sheet = dossier_evaluation_id (dossier->form->row.id, dossier->revision);
  self->person = dossier->form->person;
  self->editable = editable;
  for (guint i = 0; i < dossier->eval_files->len; i++)
    g_ptr_array_add (files, schema_copy (&eval_file_schema, dossier->eval_files->pdata[i]));
  g_ptr_array_sort (files, compare_names);
  for (guint i = 0; i < files->len; i++)
    {
      const EvalFile  *file = files->pdata[i];
      g_autofree char *id = id_dup_hex (file->row.id);

      g_string_append_printf (built, "\n%s %s", id, file->name);
    }
  if (g_strcmp0 (built->str, self->built) != 0)
    {
      g_free (self->built);
      self->built = g_strdup (built->str);
      build (self, files);
    }
  gtk_widget_set_visible (self->attach, editable);
  gtk_widget_set_visible (self->hint, editable && files->len == 0 && !gtk_widget_get_visible (self->problem));
  gtk_widget_set_visible (GTK_WIDGET (self), editable || files->len > 0);
  show_states (self);
}

static void
on_blobs_changed_cb (ZuoxiEvidenceFiles *self)
{
  show_states (self);
}

static void
zuoxi_evidence_files_dispose (GObject *object)
{
  ZuoxiEvidenceFiles *self = ZUOXI_EVIDENCE_FILES (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session_signals);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (zuoxi_evidence_files_parent_class)->dispose (object);
}

static void
zuoxi_evidence_files_finalize (GObject *object)
{
  ZuoxiEvidenceFiles *self = ZUOXI_EVIDENCE_FILES (object);

  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_free (self->built);
  G_OBJECT_CLASS (zuoxi_evidence_files_parent_class)->finalize (object);
}

static void
zuoxi_evidence_files_class_init (ZuoxiEvidenceFilesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = zuoxi_evidence_files_dispose;
  G_OBJECT_CLASS (klass)->finalize = zuoxi_evidence_files_finalize;
}

static GtkWidget *
new_head (ZuoxiEvidenceFiles *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = gtk_label_new (_ ("Evidence Files"));

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_add_css_class (title, "heading");
  self->spinner = gtk_spinner_new ();
  gtk_widget_set_visible (self->spinner, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->spinner), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Reading the file"), -1);
  self->attach = gtk_button_new_with_mnemonic (_ ("_Attach File…"));
  gtk_widget_set_tooltip_text (self->attach, _ ("Attach a recording, picture or document of at most 20 MiB; you can also drop it here"));
  g_signal_connect_swapped (self->attach, "clicked", G_CALLBACK (on_attach_clicked_cb), self);
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), self->spinner);
  gtk_box_append (GTK_BOX (head), self->attach);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_RELATION_LABELLED_BY, title, NULL, -1);
  return head;
}

static void
zuoxi_evidence_files_init (ZuoxiEvidenceFiles *self)
{
  GtkWidget     *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  self->cancellable = g_cancellable_new ();
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_widget_set_visible (self->list, FALSE);
  self->hint = gtk_label_new (_ ("Recordings, pictures or documents that support the scores: drop them here or attach them, at most 20 MiB each."));
  gtk_label_set_xalign (GTK_LABEL (self->hint), 0);
  gtk_label_set_wrap (GTK_LABEL (self->hint), TRUE);
  gtk_widget_add_css_class (self->hint, "dim-label");
  self->problem = gtk_label_new ("");
  gtk_label_set_xalign (GTK_LABEL (self->problem), 0);
  gtk_label_set_wrap (GTK_LABEL (self->problem), TRUE);
  gtk_widget_add_css_class (self->problem, "error");
  gtk_widget_set_visible (self->problem, FALSE);
  gtk_box_append (GTK_BOX (box), new_head (self));
  gtk_box_append (GTK_BOX (box), self->problem);
  gtk_box_append (GTK_BOX (box), self->hint);
  gtk_box_append (GTK_BOX (box), self->list);
  adw_bin_set_child (ADW_BIN (self), box);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_signal_connect (drop, "drop", G_CALLBACK (on_drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
  self->session_signals = g_signal_group_new (ZUOXI_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "table-changed::" STORE_BLOB_TABLE,
                                  G_CALLBACK (on_blobs_changed_cb), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::online", G_CALLBACK (on_blobs_changed_cb), self);
}

GtkWidget *
zuoxi_evidence_files_new (void)
{
  return g_object_new (ZUOXI_TYPE_EVIDENCE_FILES, NULL);
}
