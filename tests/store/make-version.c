/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * make-version FILE: writes the store that tests/store/versions/ keeps of every released schema. Run it with the
 * release's own build, commit the file as vNNN.db (NNN = its schema), never change it again.
 */
#include "store/draft.h"

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Store) store = argc == 2 ? store_open (argv[1], DB_DEFAULT, NULL, &error) : NULL;

  if (argc != 2)
    {
      g_printerr ("usage: make-version FILE\n");
      return 2;
    }
  if (store == NULL || !store_draft_set (store, "version", "text", "这句话写于旧版本", 1775092800000000, &error) ||
      !db_script (store_db (store), "PRAGMA journal_mode = DELETE; PRAGMA page_size = 512; VACUUM;", &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  return 0;
}
