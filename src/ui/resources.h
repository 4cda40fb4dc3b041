/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Made by the build from ui/zuoxi.gresource.xml; a static library keeps it only if it is asked for. */
#pragma once

void zuoxi_register_resource (void);
